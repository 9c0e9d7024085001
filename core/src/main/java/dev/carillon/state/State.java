package dev.carillon.state;

import java.util.Optional;

/**
 * Keeps everything durable: one ordered space of keys, changed by atomic commits. For any number of
 * threads.
 *
 * <p><b>Stamps.</b> Each commit has a stamp, larger than that of every commit before it, across
 * restarts too; the first is 1. Every value carries the stamp of the commit that wrote it. A
 * refused commit uses none.
 *
 * <p><b>Order.</b> Commits happen one after another. A commit's checks see all earlier ones, also
 * those made durable together with it.
 *
 * <p><b>Durability.</b> {@link #commit} returns after its writes are durable, and nobody can read
 * them before.
 */
public interface State extends AutoCloseable {
    /**
     * Reads one key as it is now.
     *
     * @throws StateClosedException when this is closed
     * @throws java.io.UncheckedIOException when the disk cannot be read
     */
    Optional<Stamped> get(Key key);

    /**
     * Opens a look at everything as it is now; later commits do not change what it shows. The
     * caller closes it. When the engine had to be opened again meanwhile, reading it throws {@link
     * DiskUnavailableException}.
     *
     * @throws StateClosedException when this is closed
     */
    View view();

    /**
     * Opens a {@link #view} for work in the background that reads much and once: upkeep, counts,
     * audits. What it reads does not take the place of what others read often.
     *
     * @throws StateClosedException when this is closed
     */
    default View bulkView() {
        return view();
    }

    /**
     * Does all of the commit, or nothing of it, and returns only when it is durable. Made for
     * virtual threads: the caller is parked, and an interrupt does not end the wait.
     *
     * @throws IllegalArgumentException when it is not {@linkplain Commit#validate valid}, or draws
     *     a number from a key that is no counter; nothing happened
     * @throws NotCommittedException when the engine could not open or extend a file; nothing
     *     happened, the commit may be tried again, and commits succeed once the cause is gone
     * @throws UnknownOutcomeException when writing failed: whether it happened will be known after
     *     a restart only, and every later commit is refused in the same way; reading goes on, and
     *     does not show it
     * @throws StateClosedException when this is closed
     */
    CommitResult commit(Commit commit);

    /**
     * Finishes the commits under way and refuses later ones. Views and scans still open are at an
     * end, too.
     */
    @Override
    void close();
}
