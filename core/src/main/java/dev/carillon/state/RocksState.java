package dev.carillon.state;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
 * which pins the carrier thread while the disk is read: a server that reads on many virtual threads
 * should give their scheduler more carriers than cores ({@code
 * -Djdk.virtualThreadScheduler.parallelism}), and run long scans on platform threads.
 *
 * <p><b>Memory.</b> It takes at most about {@link RocksSettings#memoryBytes} outside of the heap;
 * in the heap it holds the waiting commits, at most 8 MiB a caller.
 */
public final class RocksState implements State {
    private static final Logger LOG = LoggerFactory.getLogger(RocksState.class);
    private static final String RESERVE = "reserve";

    /**
     * The number of file descriptors that the store may hold at once, including its reserve: the
     * process needs them in addition to those of its connections.
     */
    public static final int MAX_DESCRIPTORS = RocksNatives.MAX_OPEN_FILES + 2 * Reserve.SPARE;

    private final Database database;
    private final LogEndFile end;
    private final Committer committer;
    private final Reserve reserve;
    private final StateDamage damage;
    private final AtomicBoolean closed = new AtomicBoolean();

    private RocksState(
            Database database,
            LogEndFile end,
            Committer committer,
            Reserve reserve,
            StateDamage damage) {
        this.database = database;
        this.end = end;
        this.committer = committer;
        this.reserve = reserve;
        this.damage = damage;
    }

    /**
     * Returns whether a store was ever created in {@code directory}, even if only a part of it is
     * left.
     */
    public static boolean isIn(Path directory) {
        return Files.isDirectory(directory.resolve(Opening.DATABASE))
                || DataFormat.isIn(directory)
                || Files.exists(directory.resolve(LogEndFile.NAME));
    }

    /**
     * Opens the store in {@code directory}, or creates it, with {@link RocksSettings#defaults()}.
     *
     * @throws CannotOpenStateException if another process has it open, a newer program wrote it, or
     *     the disk refuses; the message says what to do
     */
    public static RocksState open(Path directory) {
        return open(directory, RocksSettings.defaults());
    }

    /** Does what {@link #open(Path)} does, with other settings. */
    public static RocksState open(Path directory, RocksSettings settings) {
        return open(directory, settings, AcceptedLoss.none());
    }

    /** Does what {@link #open(Path)} does, and accepts a loss. */
    public static RocksState open(Path directory, RocksSettings settings, AcceptedLoss accepted) {
        return open(directory, settings, accepted, log -> log);
    }

    /** Does what {@link #open(Path)} does, with a log that fails or waits: for tests. */
    static RocksState open(
            Path directory,
            RocksSettings settings,
            AcceptedLoss accepted,
            UnaryOperator<GroupLog> interposed) {
        var disk = new RealDisk();
        try {
            Opening.Plan plan = Opening.of(disk, directory, accepted);
            return open(disk, directory, settings, plan, interposed);
        } catch (UncheckedIOException e) {
            throw new CannotOpenStateException(
                    e.getMessage() + ": name a data directory this user may write to", e);
        }
    }

    private static RocksState open(
            Disk disk,
            Path directory,
            RocksSettings settings,
            Opening.Plan plan,
            UnaryOperator<GroupLog> interposed) {
        Path database = directory.resolve(Opening.DATABASE);
        disk.createDirectories(database);
        if (plan.format().isEmpty()) {
            // Written before the database, so that a folder with a database but without these files
            // is damaged.
            LogEndFile.make(disk, directory, LogEnd.none());
            DataFormat.write(disk, directory);
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
            return begin(disk, directory, plan, kept, interposed, reserve, damage);
        } catch (RuntimeException e) {
            reserve.close();
            throw e;
        }
    }

    private static RocksState begin(
            Disk disk,
            Path directory,
            Opening.Plan plan,
            Database kept,
            UnaryOperator<GroupLog> interposed,
            Reserve reserve,
            StateDamage damage) {
        Path files = directory.resolve(Opening.DATABASE);
        try {
            plan.stamp().ifPresent(kept::jump);
            var end =
                    LogEndFile.start(
                            disk,
                            directory,
                            new LogEnd(kept.lastStamp(), 0, 0),
                            known -> newestFile(disk, files, known));
            migrate(disk, directory, plan.format());
            var log = new MarkedLog(interposed.apply(kept), end);
            return new RocksState(kept, end, Committer.start(log), reserve, damage);
        } catch (RuntimeException e) {
            kept.close();
            throw e;
        }
    }

    private static LogEnd newestFile(Disk disk, Path database, LogEnd known) {
        List<LogScan.LogFile> files = LogScan.files(disk, database);
        return files.isEmpty()
                ? known
                : new LogEnd(known.stamp(), files.getLast().number(), files.getLast().size());
    }

    /**
     * Writes the current format. Called last, so that a crash before it leaves a folder whose
     * migration starts again.
     */
    private static void migrate(Disk disk, Path directory, OptionalInt format) {
        if (format.orElse(DataFormat.NUMBER) < DataFormat.NUMBER) {
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
    public Reading read(Key key) {
        long seen = committer.durable();
        return new Reading(key, database.get(key), seen);
    }

    @Override
    public View view() {
        return database.view(RocksView.Caching.KEEP);
    }

    @Override
    public View bulkView() {
        return database.view(RocksView.Caching.PASS);
    }

    @Override
    public void purge(KeyRange range) {
        database.purge(range);
    }

    @Override
    public CommitResult commit(Commit commit) {
        return committer.commit(commit);
    }

    @Override
    public void commitAll(List<Commit> commits, Results results) {
        committer.commitAll(commits, results);
    }

    /**
     * Returns counters of the work done since the store was opened.
     *
     * @throws StateClosedException if this is closed
     */
    public StateFigures figures() {
        return committer.figures(database.syncs(), database.memoryBytes());
    }

    /**
     * Returns why nothing can be written, permanently or at present, or soon may not be; empty if
     * all is well.
     */
    public Optional<String> trouble() {
        return committer
                .failure()
                .map(why -> "writing to disk failed (" + why.getMessage() + ")")
                .or(() ->
                        end.failure()
                                .map(why -> "the file log-end cannot be written (" + why + ")"))
                .map(what -> what + ": look at the disk, then restart")
                .or(this::suspension)
                .or(reserve::trouble);
    }

    private Optional<String> suspension() {
        return committer
                .suspension()
                .map(why ->
                        "nothing can be changed for now (%s): %sthe server continues by itself"
                                .formatted(why.getMessage(), advice(why)));
    }

    private static String advice(NotWrittenException why) {
        return why.missing().isPresent()
                ? "make room, or raise the limit of file descriptors (ulimit -n); "
                : "";
    }

    /** Returns the files kept for the store; other users of its disk must leave them alone. */
    public FileReserve reserve() {
        return reserve;
    }

    /** Returns the places that could not be read since the store was opened. */
    public StateDamage damage() {
        return damage;
    }

    /** Returns the number of commits that wait for the committer: for tests. */
    int waiting() {
        return committer.waiting();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            committer.close();
            writeOut();
            end.close();
            database.close();
            reserve.close();
        }
    }

    /** Flushes the memtables, so that a stopped store does not need its log any more. */
    private void writeOut() {
        if (committer.failure().isPresent() || committer.suspension().isPresent()) {
            return;
        }
        try {
            database.flush();
        } catch (UncheckedIOException e) {
            LOG.warn("the log could not be written out, the next start reads it again", e);
        }
    }
}
