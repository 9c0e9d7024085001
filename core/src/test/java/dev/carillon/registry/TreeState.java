package dev.carillon.registry;

import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.Hole;
import dev.carillon.state.Key;
import dev.carillon.state.Scan;
import dev.carillon.state.Stamped;
import dev.carillon.state.State;
import dev.carillon.state.Template;
import dev.carillon.state.View;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** A store in a sorted map, with a moment before each commit in which a test can do something. */
final class TreeState implements State {
    private final TreeMap<Key, Stamped> entries = new TreeMap<>();
    private long stamp;
    private int reads;
    private Runnable beforeCommit = () -> {};

    /** Does something once, right before the next commit. */
    void beforeNextCommit(Runnable action) {
        beforeCommit = action;
    }

    /** How often a key was read. */
    synchronized int reads() {
        return reads;
    }

    @Override
    public synchronized Optional<Stamped> get(Key key) {
        reads++;
        return Optional.ofNullable(entries.get(key));
    }

    @Override
    public CommitResult commit(Commit commit) {
        Runnable action = beforeCommit;
        beforeCommit = () -> {};
        action.run();
        return decide(commit);
    }

    private synchronized CommitResult decide(Commit commit) {
        for (Commit.Check check : commit.checks()) {
            Stamped now = entries.get(check.key());
            boolean holds =
                    switch (check) {
                        case Commit.Check.Absent _ -> now == null;
                        case Commit.Check.HasStamp it -> now != null && now.stamp() == it.stamp();
                    };
            if (!holds) {
                return new CommitResult.Conflict(check.key());
            }
        }
        stamp++;
        for (Commit.Write write : commit.writes()) {
            switch (write) {
                case Commit.Write.Put it ->
                        entries.put(
                                Key.of(filled(it.key())), new Stamped(filled(it.value()), stamp));
                case Commit.Write.Delete it -> entries.remove(it.key());
                case Commit.Write.DeleteRange it -> entries.subMap(it.from(), it.to()).clear();
            }
        }
        return new CommitResult.Committed(stamp, new long[0]);
    }

    private byte[] filled(Template template) {
        byte[] bytes = template.bytes().clone();
        for (Template.Fill fill : template.fills()) {
            switch (fill.hole()) {
                case Hole.Stamp _ -> ByteBuffer.wrap(bytes).putLong(fill.offset(), stamp);
                case Hole.InvertedStamp _ -> ByteBuffer.wrap(bytes).putLong(fill.offset(), ~stamp);
                case Hole.Next _ -> throw new AssertionError("nothing here counts");
            }
        }
        return bytes;
    }

    @Override
    public synchronized View view() {
        var then = new TreeMap<>(entries);
        return new View() {
            @Override
            public Optional<Stamped> get(Key key) {
                return Optional.ofNullable(then.get(key));
            }

            @Override
            public Scan scan(Key from, Key to, Order order) {
                return new Walk(then.subMap(from, true, to, false));
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {}

    private static final class Walk implements Scan {
        private final Iterator<Map.Entry<Key, Stamped>> rest;
        private Map.Entry<Key, Stamped> now =
                Map.entry(Key.of(new byte[0]), new Stamped(new byte[0], 0));

        private Walk(NavigableMap<Key, Stamped> entries) {
            this.rest = entries.entrySet().iterator();
        }

        @Override
        public boolean next() {
            boolean more = rest.hasNext();
            if (more) {
                now = rest.next();
            }
            return more;
        }

        @Override
        public boolean seek(Key key) {
            while (next()) {
                if (now.getKey().compareTo(key) >= 0) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public Key key() {
            return now.getKey();
        }

        @Override
        public byte[] value() {
            return now.getValue().value();
        }

        @Override
        public long stamp() {
            return now.getValue().stamp();
        }

        @Override
        public void close() {}
    }
}
