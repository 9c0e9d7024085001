package dev.carillon.store;

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

/** A state in a tree map, for tests of the store. */
final class TreeState implements State {
    private TreeMap<Key, Stamped> keys = new TreeMap<>();
    private long stamp;

    @Override
    public synchronized Optional<Stamped> get(Key key) {
        return Optional.ofNullable(keys.get(key));
    }

    @Override
    public synchronized View view() {
        return new TreeView(new TreeMap<>(keys));
    }

    @Override
    public synchronized CommitResult commit(Commit commit) {
        for (Commit.Check check : commit.checks()) {
            Stamped now = keys.get(check.key());
            boolean holds =
                    switch (check) {
                        case Commit.Check.HasStamp(var _, long wanted) ->
                                now != null && now.stamp() == wanted;
                        case Commit.Check.Absent _ -> now == null;
                    };
            if (!holds) {
                return new CommitResult.Conflict(check.key());
            }
        }
        stamp++;
        for (Commit.Write write : commit.writes()) {
            switch (write) {
                case Commit.Write.Put(var key, var value) ->
                        keys.put(Key.of(filled(key)), new Stamped(filled(value), stamp));
                case Commit.Write.Delete(var key) -> keys.remove(key);
                case Commit.Write.DeleteRange(var from, var to) -> keys.subMap(from, to).clear();
            }
        }
        return new CommitResult.Committed(stamp, new long[0]);
    }

    @Override
    public void close() {}

    /** Keys there are, for assertions. */
    synchronized long count(char prefix) {
        return keys.keySet().stream().filter(it -> it.bytes()[0] == prefix).count();
    }

    private byte[] filled(Template template) {
        byte[] bytes = template.bytes().clone();
        for (Template.Fill fill : template.fills()) {
            long value =
                    switch (fill.hole()) {
                        case Hole.Stamp() -> stamp;
                        case Hole.InvertedStamp() -> ~stamp;
                        case Hole.Next _ -> throw new UnsupportedOperationException();
                    };
            ByteBuffer.wrap(bytes).putLong(fill.offset(), value);
        }
        return bytes;
    }

    private record TreeView(NavigableMap<Key, Stamped> keys) implements View {
        @Override
        public Optional<Stamped> get(Key key) {
            return Optional.ofNullable(keys.get(key));
        }

        @Override
        public Scan scan(Key from, Key to, Order order) {
            return new TreeScan(new TreeMap<>(keys.subMap(from, to)));
        }

        @Override
        public void close() {}
    }

    private static final class TreeScan implements Scan {
        private final NavigableMap<Key, Stamped> keys;
        private Iterator<Map.Entry<Key, Stamped>> rest;
        private Map.Entry<Key, Stamped> at =
                Map.entry(Key.of(new byte[0]), new Stamped(new byte[0], 0));

        private TreeScan(NavigableMap<Key, Stamped> keys) {
            this.keys = keys;
            this.rest = keys.entrySet().iterator();
        }

        @Override
        public boolean next() {
            if (!rest.hasNext()) {
                return false;
            }
            at = rest.next();
            return true;
        }

        @Override
        public boolean seek(Key key) {
            rest = keys.tailMap(key).entrySet().iterator();
            return next();
        }

        @Override
        public Key key() {
            return at.getKey();
        }

        @Override
        public byte[] value() {
            return at.getValue().value();
        }

        @Override
        public long stamp() {
            return at.getValue().stamp();
        }

        @Override
        public void close() {}
    }
}
