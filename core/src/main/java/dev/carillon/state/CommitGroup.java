package dev.carillon.state;

import dev.carillon.state.Commit.Check;
import dev.carillon.state.Commit.Write;
import dev.carillon.state.CommitResult.Committed;
import dev.carillon.state.CommitResult.Conflict;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides commits that become durable together, one after another: each sees the store as it was
 * before the group, with the group's earlier commits applied. Every engine uses this class, so
 * checks, stamps and numbers mean the same in all of them. Not thread-safe.
 */
public final class CommitGroup {
    /** The store as it was before the group. */
    public interface Before {
        /** Returns the state of this key; {@link KeyState#ABSENT} if it does not exist. */
        KeyState look(Key key);

        /**
         * Returns whether it is known, without reading the key, that no commit after that of a
         * stamp wrote it.
         */
        default boolean untouchedSince(Key key, long stamp) {
            return false;
        }
    }

    /**
     * Receives the writes of the group's commits, with holes filled, in the order in which they
     * happen.
     */
    public interface Writes {
        /** Sets a key. The arrays may be those of the commit, and must not be modified. */
        void put(Key key, long stamp, byte[] value);

        /** Removes a key, if it exists. */
        void delete(Key key);

        /** Removes all keys from {@code from}, inclusive, to {@code to}, exclusive. */
        void deleteRange(Key from, Key to);
    }

    private final Before before;
    private final Writes writes;
    private final Overlay overlay = new Overlay();

    /** The counters from which numbers were drawn, each written once at the group's end. */
    private final Map<Key, KeyState> drawn = new HashMap<>();

    private long lastStamp;

    /**
     * Starts an empty group.
     *
     * @param lastStamp the last stamp that was used before; 0 if there was none
     */
    public CommitGroup(Before before, Writes writes, long lastStamp) {
        this.before = before;
        this.writes = writes;
        this.lastStamp = lastStamp;
    }

    /** Returns the last stamp used, by this group or before it. */
    public long lastStamp() {
        return lastStamp;
    }

    /**
     * Checks a {@linkplain Commit#validate valid} commit and, if its checks hold, writes it.
     *
     * @throws IllegalArgumentException if it draws a number from a key that is not a counter; like
     *     a conflict, this leaves the group unchanged
     */
    public CommitResult add(Commit commit) {
        for (Check check : commit.checks()) {
            if (!holds(check)) {
                return new Conflict(check.key());
            }
        }
        var counters = new LinkedHashMap<Key, Long>();
        long[] numbers = draw(commit.numbers(), counters);
        // From here on nothing can refuse the commit, so the stamp and the numbers may be used.
        long stamp = ++lastStamp;
        counters.forEach((counter, count) -> draw(counter, new KeyState(stamp, count)));
        for (Write write : commit.writes()) {
            apply(write, stamp, numbers);
        }
        return new Committed(stamp, numbers);
    }

    /** Writes the counters. Call it once, after the last commit was added. */
    public void finish() {
        drawn.forEach((counter, now) -> writes.put(counter, now.stamp(), bytes(now.count())));
        drawn.clear();
    }

    /** Returns the keys that the group's commits put or deleted one by one. */
    Collection<Key> written() {
        return overlay.keys.keySet();
    }

    /** Returns whether the group's commits removed ranges of keys. */
    boolean removedRanges() {
        return !overlay.ranges.isEmpty();
    }

    private boolean holds(Check check) {
        Optional<KeyState> written = overlay.look(check.key());
        if (written.isEmpty()
                && check.seen() > 0
                && before.untouchedSince(check.key(), check.seen())) {
            return true;
        }
        KeyState now = written.orElseGet(() -> before.look(check.key()));
        return switch (check) {
            case Check.HasStamp(_, long stamp, _) -> now.writtenBy(stamp);
            case Check.Absent _ -> !now.present();
        };
    }

    private KeyState look(Key key) {
        return overlay.look(key).orElseGet(() -> before.look(key));
    }

    /**
     * Returns the numbers in order, and puts the new value of each counter into {@code counters}.
     */
    private long[] draw(List<Hole.Next> holes, Map<Key, Long> counters) {
        long[] numbers = new long[holes.size()];
        for (Hole.Next hole : holes) {
            numbers[hole.index()] =
                    counters.merge(hole.counter(), count(hole) + 1, (a, b) -> a + 1);
        }
        return numbers;
    }

    private long count(Hole.Next hole) {
        KeyState keyState = look(hole.counter());
        if (!keyState.countable()) {
            throw new IllegalArgumentException(
                    "key " + hole.counter() + " is no counter: its value was put, not counted");
        }
        return keyState.count();
    }

    private void apply(Write write, long stamp, long[] numbers) {
        switch (write) {
            case Write.Put(Template key, Template value) ->
                    put(Key.of(filled(key, stamp, numbers)), stamp, filled(value, stamp, numbers));
            case Write.Delete(Key key) -> {
                drawn.remove(key);
                overlay.set(key, KeyState.ABSENT);
                writes.delete(key);
            }
            case Write.DeleteRange(Key from, Key to) -> {
                var range = overlay.clear(from, to);
                drawn.keySet().removeIf(range::covers);
                writes.deleteRange(from, to);
            }
        }
    }

    private void draw(Key counter, KeyState now) {
        overlay.set(counter, now);
        drawn.put(counter, now);
    }

    private void put(Key key, long stamp, byte[] value) {
        drawn.remove(key);
        overlay.set(key, KeyState.of(stamp, value));
        writes.put(key, stamp, value);
    }

    /** Returns the template's own bytes if it has no holes, otherwise a filled copy. */
    private static byte[] filled(Template template, long stamp, long[] numbers) {
        if (template.fills().isEmpty()) {
            return template.bytes();
        }
        byte[] bytes = template.bytes().clone();
        var buffer = ByteBuffer.wrap(bytes);
        for (Template.Fill fill : template.fills()) {
            buffer.putLong(fill.offset(), content(fill.hole(), stamp, numbers));
        }
        return bytes;
    }

    private static long content(Hole hole, long stamp, long[] numbers) {
        return switch (hole) {
            case Hole.Stamp() -> stamp;
            case Hole.InvertedStamp() -> ~stamp;
            case Hole.Next(Key counter, int index) -> numbers[index];
        };
    }

    private static byte[] bytes(long count) {
        return ByteBuffer.allocate(Long.BYTES).putLong(count).array();
    }

    /** The writes of the group's earlier commits. */
    private static final class Overlay {
        private record Entry(KeyState keyState, int order) {}

        private record Range(Key from, Key to, int order) {
            boolean covers(Key key) {
                return from.compareTo(key) <= 0 && key.compareTo(to) < 0;
            }
        }

        private final Map<Key, Entry> keys = new HashMap<>();
        private final List<Range> ranges = new ArrayList<>();
        private int order;

        void set(Key key, KeyState keyState) {
            keys.put(key, new Entry(keyState, order++));
        }

        Range clear(Key from, Key to) {
            var range = new Range(from, to, order++);
            ranges.add(range);
            return range;
        }

        /**
         * Returns the key's state after the group's commits so far; empty if they did not touch it.
         */
        Optional<KeyState> look(Key key) {
            var entry = Optional.ofNullable(keys.get(key));
            int since = entry.map(Entry::order).orElse(-1);
            for (int at = ranges.size() - 1; at >= 0 && ranges.get(at).order > since; at--) {
                if (ranges.get(at).covers(key)) {
                    return Optional.of(KeyState.ABSENT);
                }
            }
            return entry.map(Entry::keyState);
        }
    }
}
