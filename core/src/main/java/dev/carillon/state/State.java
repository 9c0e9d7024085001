package dev.carillon.state;

import java.util.List;
import java.util.Optional;

/**
 * Stores everything durable in one ordered key space, which atomic commits change. Thread-safe.
 *
 * <p><b>Stamps.</b> Each commit has a stamp, larger than that of every commit before it, also
 * across restarts; the first is 1. Every value carries the stamp of the commit that wrote it. A
 * refused commit uses none.
 *
 * <p><b>Order.</b> Commits happen one after another. A commit's checks see all earlier ones,
 * including those made durable together with it.
 *
 * <p><b>Durability.</b> {@link #commit} returns after its writes are durable, and nobody can read
 * them before.
 */
public interface State extends AutoCloseable {
    /**
     * Reads one key as it is now.
     *
     * @throws StateClosedException if this is closed
     * @throws java.io.UncheckedIOException if the disk cannot be read
     */
    Optional<Stamped> get(Key key);

    /**
     * Reads one key as it is now, for a commit that requires it to be unchanged.
     *
     * @throws StateClosedException if this is closed
     * @throws java.io.UncheckedIOException if the disk cannot be read
     */
    default Reading read(Key key) {
        return new Reading(key, get(key));
    }

    /**
     * Opens a view of everything as it is now; later commits do not change it. The caller closes
     * it. If the engine was reopened meanwhile, reading the view throws {@link
     * DiskUnavailableException}.
     *
     * @throws StateClosedException if this is closed
     */
    View view();

    /**
     * Opens a {@link #view} for background work that reads much and once: upkeep, counts, audits.
     * Its reads do not evict from the cache what others read often.
     *
     * @throws StateClosedException if this is closed
     */
    default View bulkView() {
        return view();
    }

    /**
     * Applies the whole commit or nothing of it, and returns only when it is durable. Suitable for
     * virtual threads: the caller is parked, and an interrupt does not end the wait.
     *
     * @throws IllegalArgumentException if it is not {@linkplain Commit#validate valid}, or draws a
     *     number from a key that is not a counter; nothing happened
     * @throws NotCommittedException if the engine could not open or extend a file; nothing
     *     happened, the commit may be retried, and commits succeed once the cause is gone
     * @throws UnknownOutcomeException if writing failed: whether the commit happened is known only
     *     after a restart, and every later commit is refused in the same way; reading continues,
     *     and does not show the commit
     * @throws StateClosedException if this is closed
     */
    CommitResult commit(Commit commit);

    /**
     * Applies several commits, each as {@link #commit} does, in this order and without waiting for
     * one before the next: they can share a sync. Their results are passed on in this order, each
     * when it is durable. If one fails as {@link #commit} says, the results of the others are
     * passed on before the failure of the first one is thrown.
     *
     * @throws IllegalArgumentException if one is not {@linkplain Commit#validate valid}; nothing
     *     happened
     */
    default void commitAll(List<Commit> commits, Results results) {
        commits.forEach(Commit::validate);
        for (int i = 0; i < commits.size(); i++) {
            results.take(i, commit(commits.get(i)));
        }
    }

    /** Takes the results of several commits. */
    @FunctionalInterface
    interface Results {
        /**
         * Takes the result of one commit.
         *
         * @param index its place among the commits, from 0
         */
        void take(int index, CommitResult result);
    }

    /**
     * Removes from the disk the values of a range that were overwritten or deleted before this
     * call: when it returns, no file of the engine needs to hold them, and the engine deletes those
     * that did. Slow: it writes the whole range again. An engine that keeps nothing on a disk does
     * nothing.
     *
     * @throws StateClosedException if this is closed
     * @throws java.io.UncheckedIOException if the disk refuses
     */
    default void purge(KeyRange range) {}

    /**
     * Finishes the commits in progress and refuses later ones. Open views and scans become invalid.
     */
    @Override
    void close();
}
