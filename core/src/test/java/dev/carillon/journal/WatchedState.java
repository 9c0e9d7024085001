package dev.carillon.journal;

import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.ForwardingState;
import dev.carillon.state.Key;
import dev.carillon.state.Scan;
import dev.carillon.state.Stamped;
import dev.carillon.state.State;
import dev.carillon.state.View;

import java.util.Optional;

/**
 * A state that counts the entries that scans read, and records the form of commits. Not
 * thread-safe.
 */
final class WatchedState extends ForwardingState {
    private int entriesRead;
    private int rangesDeleted;
    private int largestCommit;

    WatchedState(State state) {
        super(state);
    }

    /** Returns the number of entries that scans read. */
    int entriesRead() {
        return entriesRead;
    }

    /** Returns the number of ranges that the commits deleted. */
    int rangesDeleted() {
        return rangesDeleted;
    }

    /** Returns the number of operations of the largest commit. */
    int largestCommit() {
        return largestCommit;
    }

    /** Resets the counts. */
    void forget() {
        entriesRead = 0;
        rangesDeleted = 0;
        largestCommit = 0;
    }

    @Override
    public View view() {
        return new WatchedView(super.view());
    }

    @Override
    public CommitResult commit(Commit commit) {
        rangesDeleted +=
                (int)
                        commit.writes().stream()
                                .filter(Commit.Write.DeleteRange.class::isInstance)
                                .count();
        largestCommit = Math.max(largestCommit, commit.operations());
        return super.commit(commit);
    }

    private final class WatchedView implements View {
        private final View view;

        private WatchedView(View view) {
            this.view = view;
        }

        @Override
        public Optional<Stamped> get(Key key) {
            return view.get(key);
        }

        @Override
        public Scan scan(Key from, Key to, Order order) {
            return new WatchedScan(view.scan(from, to, order));
        }

        @Override
        public void close() {
            view.close();
        }
    }

    private final class WatchedScan implements Scan {
        private final Scan scan;

        private WatchedScan(Scan scan) {
            this.scan = scan;
        }

        @Override
        public boolean next() {
            entriesRead++;
            return scan.next();
        }

        @Override
        public boolean seek(Key key) {
            entriesRead++;
            return scan.seek(key);
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
