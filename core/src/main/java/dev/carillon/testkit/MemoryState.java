package dev.carillon.testkit;

import dev.carillon.state.Commit;
import dev.carillon.state.CommitGroup;
import dev.carillon.state.CommitResult;
import dev.carillon.state.Key;
import dev.carillon.state.Stamped;
import dev.carillon.state.Standing;
import dev.carillon.state.State;
import dev.carillon.state.StateClosedException;
import dev.carillon.state.UnknownOutcomeException;
import dev.carillon.state.View;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The store in memory, with faults to order: what is committed counts as durable, and outlives
 * {@link #crash} and {@link #close}, to be opened again by {@link #reopen}. It has no threads of
 * its own and draws nothing but from {@link StateFaults}, so a simulation runs the same way every
 * time. For any number of threads, one commit at a time.
 */
public final class MemoryState implements State {
    /** The store after some commit. */
    private record Data(SortedTree<Stamped> tree, long lastStamp) {}

    private enum Life {
        OPEN,
        FAILED,
        CLOSED
    }

    private final StateFaults faults;
    private volatile Data visible;
    private volatile Data kept;
    private volatile Life life = Life.OPEN;

    private MemoryState(StateFaults faults, Data data) {
        this.faults = faults;
        this.visible = data;
        this.kept = data;
    }

    /** An empty store that never fails. */
    public static MemoryState create() {
        return create(StateFaults.none());
    }

    /** An empty store that fails as {@code faults} say. */
    public static MemoryState create(StateFaults faults) {
        return new MemoryState(faults, new Data(SortedTree.empty(), 0));
    }

    /**
     * Opens the same data anew.
     *
     * @throws IllegalStateException when this was neither closed nor crashed: two at once would not
     *     see one another's commits
     */
    public MemoryState reopen(StateFaults newFaults) {
        if (life != Life.CLOSED) {
            throw new IllegalStateException("still open: close or crash it first");
        }
        return new MemoryState(newFaults, kept);
    }

    @Override
    public Optional<Stamped> get(Key key) {
        demandReadable();
        return visible.tree.get(key);
    }

    @Override
    public View view() {
        demandReadable();
        return new MemoryView(visible.tree, this::demandReadable);
    }

    @Override
    public CommitResult commit(Commit commit) {
        return commitTogether(List.of(commit)).getFirst();
    }

    /**
     * Commits several as one group, in order, as an engine does under load: all durable at once,
     * and one fault for all.
     *
     * @throws UnknownOutcomeException when the fault drawn says so
     * @throws IllegalArgumentException when one is not valid; then none happened
     * @throws StateClosedException when this is closed, or crashed while the group was written;
     *     then none happened
     */
    public synchronized List<CommitResult> commitTogether(List<Commit> commits) {
        commits.forEach(Commit::validate);
        demandWritable();
        var draft = new Draft(kept.tree);
        var group = new CommitGroup(draft, draft, kept.lastStamp);
        var results = new ArrayList<CommitResult>();
        for (Commit commit : commits) {
            results.add(group.add(commit));
        }
        write(new Data(draft.tree, group.lastStamp()));
        return results;
    }

    private void write(Data data) {
        StateFaults.Fault fault = faults.next();
        // What waits for a slow write may crash this: then it was not written.
        demandWritable();
        switch (fault) {
            case NONE -> {
                kept = data;
                visible = data;
            }
            case BEFORE -> life = Life.FAILED;
            case AFTER -> {
                kept = data;
                life = Life.FAILED;
            }
        }
        demandWritable();
    }

    /** Ends this at once, as when the process is killed; a later {@link #close} does no harm. */
    public void crash() {
        life = Life.CLOSED;
    }

    @Override
    public synchronized void close() {
        life = Life.CLOSED;
    }

    private void demandReadable() {
        if (life == Life.CLOSED) {
            throw new StateClosedException();
        }
    }

    private void demandWritable() {
        demandReadable();
        if (life == Life.FAILED) {
            throw new UnknownOutcomeException(
                    "writing failed, as ordered: crash or close, then reopen",
                    new IOException("ordered failure"));
        }
    }

    /** The store with the commits of a group that is not written yet. */
    private static final class Draft implements CommitGroup.Before, CommitGroup.Writes {
        private SortedTree<Stamped> tree;

        private Draft(SortedTree<Stamped> tree) {
            this.tree = tree;
        }

        @Override
        public Standing look(Key key) {
            return tree.get(key)
                    .map(it -> Standing.of(it.stamp(), it.value()))
                    .orElse(Standing.ABSENT);
        }

        @Override
        public void put(Key key, long stamp, byte[] value) {
            tree = tree.with(key, new Stamped(value, stamp));
        }

        @Override
        public void delete(Key key) {
            tree = tree.without(key, key.successor());
        }

        @Override
        public void deleteRange(Key from, Key to) {
            tree = tree.without(from, to);
        }
    }
}
