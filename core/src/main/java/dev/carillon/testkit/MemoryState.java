package dev.carillon.testkit;

import dev.carillon.state.AcceptedLoss;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitGroup;
import dev.carillon.state.CommitResult;
import dev.carillon.state.Continuity;
import dev.carillon.state.Key;
import dev.carillon.state.KeyState;
import dev.carillon.state.NotCommittedException;
import dev.carillon.state.Stamped;
import dev.carillon.state.State;
import dev.carillon.state.StateClosedException;
import dev.carillon.state.UnknownOutcomeException;
import dev.carillon.state.View;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * A state in memory with configurable faults. Committed data counts as durable and survives {@link
 * #crash} and {@link #close}; {@link #reopen} opens it again. It has no threads of its own and its
 * only randomness is that of {@link StateFaults}, so a simulation runs the same way every time.
 * Once closed it can {@link #loseEnd lose the end of its log}, which it notices as an engine on a
 * disk does. Thread-safe, one commit at a time.
 */
public final class MemoryState implements State {
    /** The data after a commit. */
    private record Data(SortedTree<Stamped> tree, long lastStamp) {}

    /** The largest number of groups at the end that the disk can lose. */
    private static final int HISTORY = 16;

    private enum Life {
        OPEN,
        FAILED,
        CLOSED
    }

    private final StateFaults faults;
    private volatile Data visible;
    private volatile Data kept;
    private volatile Life life = Life.OPEN;
    private final Deque<Data> earlier = new ArrayDeque<>();

    /**
     * The last stamp of the last group whose write has returned: a start must find at least this
     * one.
     */
    private long acknowledged;

    private MemoryState(StateFaults faults, Data data, long acknowledged) {
        this.faults = faults;
        this.visible = data;
        this.kept = data;
        this.acknowledged = acknowledged;
    }

    /** Creates an empty state that never fails. */
    public static MemoryState create() {
        return create(StateFaults.none());
    }

    /** Creates an empty state with faults. */
    public static MemoryState create(StateFaults faults) {
        return new MemoryState(faults, new Data(SortedTree.empty(), 0), 0);
    }

    /**
     * Opens the same data again.
     *
     * @throws IllegalStateException if this was neither closed nor crashed: two open states would
     *     not see each other's commits
     * @throws dev.carillon.state.CannotOpenStateException if acknowledged commits are lost
     */
    public MemoryState reopen(StateFaults newFaults) {
        return reopen(newFaults, AcceptedLoss.none());
    }

    /** Does what {@link #reopen(StateFaults)} does, and accepts a loss. */
    public MemoryState reopen(StateFaults newFaults, AcceptedLoss accepted) {
        demandClosed();
        long stamp = Continuity.demand(kept.lastStamp, acknowledged, accepted);
        var opened =
                new MemoryState(
                        newFaults, new Data(kept.tree, stamp), Math.max(stamp, acknowledged));
        opened.earlier.addAll(earlier);
        return opened;
    }

    /**
     * Loses the last groups, up to 16, like a disk that loses the end of the log. The next {@link
     * #reopen} finds the rest.
     *
     * @return the last stamp that is left
     * @throws IllegalStateException if this was neither closed nor crashed
     */
    public long loseEnd(int groups) {
        demandClosed();
        for (int i = 0; i < groups && !earlier.isEmpty(); i++) {
            kept = earlier.removeLast();
        }
        return kept.lastStamp;
    }

    /** Returns a closed copy of the data, which keeps what this one loses later. */
    public MemoryState copy() {
        demandClosed();
        var copy = new MemoryState(faults, kept, acknowledged);
        copy.earlier.addAll(earlier);
        copy.life = Life.CLOSED;
        return copy;
    }

    private void demandClosed() {
        if (life != Life.CLOSED) {
            throw new IllegalStateException("still open: close or crash it first");
        }
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

    @Override
    public void commitAll(List<Commit> commits, Results results) {
        List<CommitResult> all = commitTogether(commits);
        for (int i = 0; i < all.size(); i++) {
            results.take(i, all.get(i));
        }
    }

    /**
     * Commits several as one group, in order, as an engine does under load: all become durable at
     * once, and one fault concerns all.
     *
     * @throws UnknownOutcomeException if the drawn fault says so
     * @throws NotCommittedException if the drawn fault says so: nothing happened, and later commits
     *     may succeed
     * @throws IllegalArgumentException if one is not valid; then nothing happened
     * @throws StateClosedException if this is closed, or crashed while the group was written; then
     *     nothing happened
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
        group.finish();
        write(new Data(draft.tree, group.lastStamp()));
        return results;
    }

    private void write(Data data) {
        StateFaults.Fault fault = faults.next();
        // The callback of a slow write may crash this state: then nothing was written.
        demandWritable();
        switch (fault) {
            case NONE -> {
                keep(data);
                visible = data;
                acknowledged = data.lastStamp;
            }
            case BEFORE -> life = Life.FAILED;
            case AFTER -> {
                keep(data);
                life = Life.FAILED;
            }
            case REFUSED ->
                    throw new NotCommittedException(
                            "the commit was refused, as ordered", new IOException("ordered"));
        }
        demandWritable();
    }

    private void keep(Data data) {
        if (earlier.size() == HISTORY) {
            earlier.removeFirst();
        }
        earlier.addLast(kept);
        kept = data;
    }

    /** Ends this at once, like a killed process; a later {@link #close} does no harm. */
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

    /** The data with the commits of a group that is not written yet. */
    private static final class Draft implements CommitGroup.Before, CommitGroup.Writes {
        private SortedTree<Stamped> tree;

        private Draft(SortedTree<Stamped> tree) {
            this.tree = tree;
        }

        @Override
        public KeyState look(Key key) {
            return tree.get(key)
                    .map(stamped -> KeyState.of(stamped.stamp(), stamped.value()))
                    .orElse(KeyState.ABSENT);
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
