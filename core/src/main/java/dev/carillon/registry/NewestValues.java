package dev.carillon.registry;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Holds the newest value of each key, in whatever order the news come in: a value gives way only to
 * one of a later commit. For any number of threads; looking up takes no lock.
 *
 * <p>Whoever changes what is kept calls {@link #begin} before its commit and {@link #end} after it
 * told the outcome. A removal leaves a mark until no change is under way, so that the late news of
 * an earlier change cannot bring the value back. The lock guards that count and the order of
 * updates, never a read or a commit.
 */
final class NewestValues<V> {
    /** A value, or the mark of its removal, and the stamp of the commit it comes from. */
    private record Entry<V>(@Nullable V value, long stamp) {}

    private final ConcurrentHashMap<String, Entry<V>> entries = new ConcurrentHashMap<>();
    private final ReentrantLock updates = new ReentrantLock();
    private int changing;
    private int marks;

    /** The newest value. */
    Optional<V> find(String key) {
        Entry<V> entry = entries.get(key);
        return entry == null ? Optional.empty() : Optional.ofNullable(entry.value);
    }

    /** All values, in no order. */
    Collection<V> all() {
        return entries.values().stream().map(Entry::value).filter(Objects::nonNull).toList();
    }

    /** How many there are, about: marks of removals count until they go. */
    int size() {
        return entries.size();
    }

    /** A change is about to be committed, or what is kept to be read. */
    void begin() {
        updates.lock();
        try {
            changing++;
        } finally {
            updates.unlock();
        }
    }

    /** The change told what it had to tell. */
    void end() {
        updates.lock();
        try {
            changing--;
            if (changing == 0 && marks > 0) {
                entries.values().removeIf(entry -> entry.value == null);
                marks = 0;
            }
        } finally {
            updates.unlock();
        }
    }

    /** The commit with this stamp wrote the value. */
    void wrote(String key, V value, long stamp) {
        update(key, new Entry<>(value, stamp));
    }

    /** The commit with this stamp removed the value. */
    void removed(String key, long stamp) {
        update(key, new Entry<>(null, stamp));
    }

    /** A read that began when {@code seen} was the newest found nothing. */
    void foundNothing(String key, V seen) {
        updates.lock();
        try {
            Entry<V> entry = entries.get(key);
            if (entry != null && entry.value == seen) {
                entries.remove(key);
            }
        } finally {
            updates.unlock();
        }
    }

    private void update(String key, Entry<V> news) {
        updates.lock();
        try {
            Entry<V> known = entries.get(key);
            if (known == null || known.stamp < news.stamp) {
                entries.put(key, news);
                marks += news.value == null ? 1 : 0;
            }
        } finally {
            updates.unlock();
        }
    }
}
