package dev.carillon.state;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/**
 * Stores the {@link LogEnd} beside the database, in the file {@value #NAME}. With it a start
 * notices that the end of the log was lost, which the log itself cannot show.
 *
 * <p>The file has three slots, each in a page of its own. The first is written after each group's
 * sync, by one {@code pwrite} that is not synced (a few microseconds): after the death of the
 * process it is exact. The other two are written alternately once a second, and synced, by a
 * separate thread: after a power cut they are at most a second old, and if one slot was being
 * written then, another is intact. A stamp is written only after its group's sync has returned, so
 * a start never reports the loss of a commit that was not durable.
 *
 * <p>One thread calls {@link #reached}. If this file cannot be written, commits continue: they are
 * durable without it. {@link #failure} returns the reason.
 */
final class LogEndFile implements AutoCloseable {
    static final String NAME = "log-end";
    static final int SLOT_BYTES = 4_096;
    static final int SLOTS = 3;

    private static final Logger LOG = LoggerFactory.getLogger(LogEndFile.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final Path file;
    private final FileChannel channel;
    private final UnaryOperator<LogEnd> completed;
    private final ByteBuffer live = ByteBuffer.allocateDirect(LogEnd.BYTES);
    private final Thread thread;
    private volatile long stamp;
    private volatile LogEnd synced;
    private volatile boolean closing;
    private volatile @Nullable Exception failure;
    private int turn;

    private LogEndFile(
            Path file, FileChannel channel, LogEnd end, UnaryOperator<LogEnd> completed) {
        this.file = file;
        this.channel = channel;
        this.stamp = end.stamp();
        this.synced = end;
        this.completed = completed;
        this.thread = Thread.ofPlatform().name("carillon-log-end").daemon().unstarted(this::run);
    }

    /** The content of a directory's file. */
    sealed interface Found {
        /** The file does not exist. */
        record Missing() implements Found {}

        /** The file exists, and none of its slots is valid. */
        record Damaged() implements Found {}

        /** The furthest end in the file. */
        record Known(LogEnd end) implements Found {}
    }

    /**
     * Reads the file of a directory; changes nothing.
     *
     * @throws UncheckedIOException if it exists and cannot be read
     */
    static Found read(Disk disk, Path directory) {
        Path file = directory.resolve(NAME);
        if (!disk.exists(file)) {
            return new Found.Missing();
        }
        Optional<LogEnd> best = Optional.empty();
        try (var reading = disk.open(file)) {
            for (int slot = 0; slot < SLOTS; slot++) {
                best = max(best, slot(reading, slot));
            }
        }
        return best.<Found>map(Found.Known::new).orElseGet(Found.Damaged::new);
    }

    private static Optional<LogEnd> slot(Disk.Reading reading, int slot) {
        var bytes = ByteBuffer.allocate(LogEnd.BYTES);
        long at = (long) slot * SLOT_BYTES;
        int read = 0;
        while (bytes.hasRemaining() && read >= 0) {
            read = reading.read(bytes, at + bytes.position());
        }
        return LogEnd.read(bytes.flip());
    }

    private static Optional<LogEnd> max(Optional<LogEnd> one, Optional<LogEnd> other) {
        return one.isPresent() && other.isPresent()
                ? Optional.of(one.get().stamp() > other.get().stamp() ? one.get() : other.get())
                : one.or(() -> other);
    }

    /**
     * Replaces the file atomically; it is durable when this returns.
     *
     * @throws UncheckedIOException if the disk refuses
     */
    static void make(Disk disk, Path directory, LogEnd end) {
        var bytes = ByteBuffer.allocate(SLOTS * SLOT_BYTES);
        for (int slot = 0; slot < SLOTS; slot++) {
            end.write(bytes.position(slot * SLOT_BYTES));
        }
        Path unfinished = directory.resolve(NAME + ".new");
        disk.delete(unfinished);
        try (var writing = disk.create(unfinished)) {
            writing.write(bytes.clear());
            writing.force();
        }
        disk.rename(unfinished, directory.resolve(NAME));
        disk.forceDirectory(directory);
    }

    /**
     * Creates the file with {@code end} and updates it from then on.
     *
     * @param completed adds the number and length of the log's newest file; called once a second
     * @throws UncheckedIOException if the disk refuses
     */
    static LogEndFile start(
            Disk disk, Path directory, LogEnd end, UnaryOperator<LogEnd> completed) {
        make(disk, directory, end);
        Path file = directory.resolve(NAME);
        try {
            var channel = FileChannel.open(file, StandardOpenOption.WRITE);
            var keeping = new LogEndFile(file, channel, end, completed);
            keeping.thread.start();
            return keeping;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e, e);
        }
    }

    /** Records that everything up to {@code last} is durable; never called before it is. */
    void reached(long last) {
        LogEnd known = synced;
        new LogEnd(last, known.file(), known.bytes()).write(live.clear());
        attempt(() -> write(live.flip(), 0));
        stamp = last;
    }

    /**
     * Writes and syncs the latest stamp, if it is newer than the one synced before. Must not run in
     * two threads at once.
     */
    void sync() {
        long last = stamp;
        if (last == synced.stamp()) {
            return;
        }
        LogEnd end = completed.apply(new LogEnd(last, synced.file(), synced.bytes()));
        turn = turn % (SLOTS - 1) + 1;
        if (put(end, turn)) {
            synced = end;
        }
    }

    /** Returns why the file could not be written; empty if it always could. */
    Optional<Exception> failure() {
        return Optional.ofNullable(failure);
    }

    private boolean put(LogEnd end, int slot) {
        var bytes = ByteBuffer.allocate(LogEnd.BYTES);
        end.write(bytes);
        return attempt(() -> {
            write(bytes.flip(), slot);
            channel.force(false);
        });
    }

    private void write(ByteBuffer bytes, int slot) throws IOException {
        long at = (long) slot * SLOT_BYTES;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private boolean attempt(Step step) {
        try {
            step.run();
            return true;
        } catch (IOException e) {
            if (failure == null) {
                LOG.error(
                        "{} cannot be written ({}): commits go on, but the next start will not"
                                + " notice if the end of the log is lost; look at the disk, then"
                                + " restart",
                        file,
                        e.toString());
            }
            failure = e;
            return false;
        }
    }

    private void run() {
        while (!closing) {
            LockSupport.parkNanos(PERIOD.toNanos());
            sync();
        }
    }

    /** Stops the thread and closes the file; the latest stamp is synced. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        sync();
        try {
            channel.close();
        } catch (IOException e) {
            LOG.warn("closing {} failed", file, e);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
