package dev.carillon.state;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

/**
 * The embedded engine: RocksDB in a directory of its own, and one thread that commits.
 *
 * <p><b>Speed.</b> A commit waits for one sync of the disk, shared with all commits that wait at
 * the same time: throughput grows with the number of callers, up to {@value Committer#MAX_COMMITS}
 * in a group.
 *
 * <p><b>Virtual threads.</b> Waiting for a commit parks the caller. Reading calls native code,
 * which holds on to the carrier thread while the disk is read: a server that reads on many virtual
 * threads gives their scheduler more carriers than cores ({@code
 * -Djdk.virtualThreadScheduler.parallelism=16}), and runs long scans on platform threads.
 *
 * <p><b>Memory.</b> Outside of the heap at most about {@link RocksSettings#memoryBytes}; in the
 * heap the commits that wait, so at most 8 MiB a caller.
 */
public final class RocksState implements State {
    private static final Logger LOG = LoggerFactory.getLogger(RocksState.class);
    private static final String DATABASE = "db";

    private final Rocks rocks;
    private final Committer committer;
    private final Readers readers = new Readers();
    private final AtomicBoolean closed = new AtomicBoolean();

    private RocksState(Rocks rocks, Committer committer) {
        this.rocks = rocks;
        this.committer = committer;
    }

    /** Whether a store was ever made in {@code directory}. */
    public static boolean isIn(Path directory) {
        return Files.isDirectory(directory.resolve(DATABASE));
    }

    /**
     * Opens the store in {@code directory}, or makes it, with {@link RocksSettings#defaults()}.
     *
     * @throws CannotOpenStateException when another process has it open, a newer program wrote it,
     *     or the disk refuses; the message says what to do
     */
    public static RocksState open(Path directory) {
        return open(directory, RocksSettings.defaults());
    }

    /** {@link #open(Path)} with other settings. */
    public static RocksState open(Path directory, RocksSettings settings) {
        return open(directory, settings, log -> log);
    }

    /** {@link #open(Path)} with a log that fails or waits: for tests. */
    static RocksState open(
            Path directory, RocksSettings settings, UnaryOperator<GroupLog> interposed) {
        var disk = new RealDisk();
        Path database = directory.resolve(DATABASE);
        OptionalInt format;
        try {
            disk.createDirectories(database);
            format = DataFormat.read(disk, directory);
        } catch (UncheckedIOException e) {
            throw new CannotOpenStateException(
                    e.getMessage() + ": name a data directory this user may write to", e);
        }
        var rocks = Rocks.open(database, settings);
        migrate(disk, directory, format);
        return new RocksState(rocks, Committer.start(interposed.apply(rocks)));
    }

    /** Last, so that a crash before leaves a folder that begins again. */
    private static void migrate(Disk disk, Path directory, OptionalInt format) {
        if (format.isEmpty()) {
            DataFormat.write(disk, directory);
        } else if (format.getAsInt() < DataFormat.NUMBER) {
            DataFormat.write(disk, directory);
            LOG.info(
                    "{} had data format {} and has format {} now: older programs refuse it",
                    directory,
                    format.getAsInt(),
                    DataFormat.NUMBER);
        }
    }

    @Override
    public Optional<Stamped> get(Key key) {
        return readers.read(() -> rocks.get(key));
    }

    @Override
    public View view() {
        return RocksView.open(rocks, readers);
    }

    @Override
    public CommitResult commit(Commit commit) {
        return committer.commit(commit);
    }

    /**
     * What was done since this was opened.
     *
     * @throws StateClosedException when this is closed
     */
    public StateFigures figures() {
        return committer.figures(readers.read(rocks::syncs));
    }

    /** Why nothing can be written until this is opened again; empty while all is well. */
    public Optional<String> trouble() {
        return committer
                .failure()
                .map(why ->
                        "writing to disk failed ("
                                + why.getMessage()
                                + "): look at the disk, then restart");
    }

    /** Returns what could not be read since this was opened. */
    public StateDamage damage() {
        return rocks.damage();
    }

    /** How many commits wait for the committer: for tests. */
    int waiting() {
        return committer.waiting();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            committer.close();
            readers.shut();
            rocks.close();
        }
    }
}
