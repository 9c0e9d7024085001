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
    private static final String RESERVE = "reserve";

    /**
     * How many file descriptors the store may hold at once, its reserve included: the process needs
     * as many beside those of its connections.
     */
    public static final int MAX_DESCRIPTORS = RocksNatives.MAX_OPEN_FILES + 2 * Reserve.SPARE;

    private final Database database;
    private final Committer committer;
    private final Reserve reserve;
    private final StateDamage damage;
    private final AtomicBoolean closed = new AtomicBoolean();

    private RocksState(
            Database database, Committer committer, Reserve reserve, StateDamage damage) {
        this.database = database;
        this.committer = committer;
        this.reserve = reserve;
        this.damage = damage;
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
        var damage = new StateDamage();
        var reserve = Reserve.in(directory.resolve(RESERVE));
        try {
            var kept =
                    new Database(
                            database,
                            () -> Rocks.open(database, settings, damage),
                            new Readers(),
                            reserve);
            migrate(disk, directory, format);
            return new RocksState(kept, Committer.start(interposed.apply(kept)), reserve, damage);
        } catch (CannotOpenStateException e) {
            reserve.close();
            throw e;
        }
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
        return database.get(key);
    }

    @Override
    public View view() {
        return database.view();
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
        return committer.figures(database.syncs());
    }

    /**
     * Why nothing can be written, until this is opened again or for now, or soon may not be; empty
     * while all is well.
     */
    public Optional<String> trouble() {
        return committer
                .failure()
                .map(why ->
                        "writing to disk failed ("
                                + why.getMessage()
                                + "): look at the disk, then restart")
                .or(this::suspension)
                .or(reserve::trouble);
    }

    private Optional<String> suspension() {
        return committer
                .suspension()
                .map(why ->
                        "nothing can be changed for now ("
                                + why.getMessage()
                                + "): make room, or raise the limit of file descriptors (ulimit"
                                + " -n); it goes on by itself");
    }

    /** The files kept for the store; what else makes files on its disk spares them. */
    public FileReserve reserve() {
        return reserve;
    }

    /** Returns what could not be read since this was opened. */
    public StateDamage damage() {
        return damage;
    }

    /** How many commits wait for the committer: for tests. */
    int waiting() {
        return committer.waiting();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            committer.close();
            database.close();
            reserve.close();
        }
    }
}
