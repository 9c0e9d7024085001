package dev.carillon.testkit;

import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.DamagedStateException;
import dev.carillon.state.Key;
import dev.carillon.state.KeyRange;
import dev.carillon.state.Scan;
import dev.carillon.state.Stamped;
import dev.carillon.state.State;
import dev.carillon.state.View;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A state in which ranges of keys cannot be read, as if blocks of its files were bad: reads of such
 * a key and scan steps onto it fail, writes continue. Thread-safe.
 */
public final class DamagedState implements State {
    private final State sound;
    private final List<KeyRange> bad = new CopyOnWriteArrayList<>();

    /** Starts without damage; closing this closes {@code sound}. */
    public DamagedState(State sound) {
        this.sound = sound;
    }

    /** Makes a range of keys unreadable, including keys written there later. */
    public void damage(KeyRange range) {
        bad.add(range);
    }

    @Override
    public Optional<Stamped> get(Key key) {
        demandReadable(key);
        return sound.get(key);
    }

    @Override
    public View view() {
        return new DamagedView(sound.view());
    }

    @Override
    public CommitResult commit(Commit commit) {
        return sound.commit(commit);
    }

    @Override
    public void commitAll(List<Commit> commits, Results results) {
        sound.commitAll(commits, results);
    }

    @Override
    public void close() {
        sound.close();
    }

    private void demandReadable(Key key) {
        if (bad.stream().anyMatch(range -> range.contains(key))) {
            throw new DamagedStateException("cannot read key " + key + ": damaged, as ordered");
        }
    }

    private final class DamagedView implements View {
        private final View view;

        private DamagedView(View view) {
            this.view = view;
        }

        @Override
        public Optional<Stamped> get(Key key) {
            demandReadable(key);
            return view.get(key);
        }

        @Override
        public Scan scan(Key from, Key to, Order order) {
            return new DamagedScan(view.scan(from, to, order), from, order);
        }

        @Override
        public void close() {
            view.close();
        }
    }

    private final class DamagedScan implements Scan {
        private final Scan scan;
        private final Key from;
        private boolean first;
        private boolean failed;

        private DamagedScan(Scan scan, Key from, View.Order order) {
            this.scan = scan;
            this.from = from;
            this.first = order == View.Order.FORWARD;
        }

        @Override
        public boolean next() {
            if (first) {
                first = false;
                reach(from);
            }
            return arrive(!failed && scan.next());
        }

        @Override
        public boolean seek(Key key) {
            first = false;
            reach(key);
            return arrive(!failed && scan.seek(key));
        }

        private boolean arrive(boolean found) {
            if (found) {
                reach(scan.key());
            }
            return found;
        }

        private void reach(Key key) {
            try {
                demandReadable(key);
            } catch (DamagedStateException e) {
                failed = true;
                throw e;
            }
        }

        @Override
        public Key key() {
            return scan.key();
        }

        @Override
        public byte[] value() {
            return scan.value();
        }

        @Override
        public long stamp() {
            return scan.stamp();
        }

        @Override
        public void close() {
            scan.close();
        }
    }
}
