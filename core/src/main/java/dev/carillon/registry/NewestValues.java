package dev.carillon.registry;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Holds the newest value of each key, in whatever order updates arrive: a value is replaced only by
 * one of a later commit. Thread-safe; a look-up takes no lock.
 *
 * <p>The caller that changes a stored value calls {@link #begin} before its commit and {@link #end}
 * after reporting the outcome. A removal leaves a mark until no change is in progress, so that a
 * late update of an earlier change cannot bring the value back. The lock guards that count and the
 * order of updates, never a read or a commit.
 */
final class NewestValues<V> {
    /** A value, or the mark of its removal, with the stamp of its commit. */
    private record Entry<V>(@Nullable V value, long stamp) {}

    private final ConcurrentHashMap<String, Entry<V>> entries = new ConcurrentHashMap<>();
    private final ReentrantLock updates = new ReentrantLock();
    private int changing;
    private int marks;

    /** Returns the newest value. */
    Optional<V> find(String key) {
        Entry<V> entry = entries.get(key);
        return entry == null ? Optional.empty() : Optional.ofNullable(entry.value);
    }

    /** Returns the values, in no order. */
    Collection<V> all() {
        return entries.values().stream().map(Entry::value).filter(Objects::nonNull).toList();
    }

    /** Returns about how many values there are: marks of removals count until they are dropped. */
    int size() {
        return entries.size();
    }

    /** Notes that a change is about to be committed, or a stored value to be read. */
    void begin() {
        updates.lock();
        try {
            changing++;
        } finally {
            updates.unlock();
        }
    }

    /** Notes that the change has reported its outcome. */
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

    /** Reports that the commit with this stamp wrote the value. */
    void wrote(String key, V value, long stamp) {
        update(key, new Entry<>(value, stamp));
    }

    /** Reports that the commit with this stamp removed the value. */
    void removed(String key, long stamp) {
        update(key, new Entry<>(null, stamp));
    }

    /** Reports that a read that began when {@code seen} was the newest found nothing. */
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
