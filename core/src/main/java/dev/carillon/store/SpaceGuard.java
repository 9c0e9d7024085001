package dev.carillon.store;

import dev.carillon.state.Disk;
import dev.carillon.state.DiskFullException;
import dev.carillon.state.FileReserve;
import dev.carillon.stats.Counter;
import dev.carillon.stats.Stats;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Refuses new data while the disk is nearly full. A full disk would also stop deletes and
 * deliveries, which need very little space and continue. New data is accepted again when an eighth
 * more than the minimum is free, so that the decision does not flip back and forth.
 *
 * <p>Thread-safe. Callers query the disk, but at most once in {@link #PERIOD}. In between, the
 * guard counts what was written since the last query and what is still to come of accepted uploads.
 */
public final class SpaceGuard {
    /** The longest time between two queries of the disk. */
    static final Duration PERIOD = Duration.ofMillis(250);

    private static final Logger LOG = LoggerFactory.getLogger(SpaceGuard.class);

    /**
     * The smallest reservation ahead of an upload. As much as the upload has written is reserved,
     * within the two bounds.
     */
    static final long MIN_AHEAD_BYTES = 1 << 20;

    /** The largest reservation ahead of an upload. */
    static final long MAX_AHEAD_BYTES = 64 << 20;

    private static final Duration FULL = Duration.ofMinutes(1);
    private static final int MIB_SHIFT = 20;
    private static final int EIGHT = 8;

    private final Supplier<Disk.Space> disk;
    private final FileReserve files;
    private final MinFreeSpace least;
    private final LongSupplier nanos;
    private final Counter refused;
    private final AtomicLong claimed = new AtomicLong();
    private final AtomicLong unseen = new AtomicLong();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final AtomicLong warnedFull;
    private volatile long fullAt;
    private volatile Look last;

    /** The result of a query of the disk, and the decision that follows. */
    private record Look(Disk.Space space, long floor, boolean low, long atNanos) {
        /** Returns the amount of free space from which new data is accepted again, in bytes. */
        long end() {
            return floor + floor / EIGHT;
        }
    }

    /**
     * Queries the disk for the first time.
     *
     * @param disk returns the space of the file system that holds all data
     * @param files a reserve on the same file system, kept for the database
     */
    public SpaceGuard(
            Supplier<Disk.Space> disk, FileReserve files, MinFreeSpace least, Stats stats) {
        this(disk, files, least, stats, System::nanoTime);
    }

    /**
     * Creates a guard without a reserve of files, with a clock that only goes forward, in
     * nanoseconds.
     */
    SpaceGuard(Supplier<Disk.Space> disk, MinFreeSpace least, Stats stats, LongSupplier nanos) {
        this(disk, FileReserve.endless(), least, stats, nanos);
    }

    /** Creates a guard with a clock that only goes forward, in nanoseconds: for tests. */
    SpaceGuard(
            Supplier<Disk.Space> disk,
            FileReserve files,
            MinFreeSpace least,
            Stats stats,
            LongSupplier nanos) {
        this.disk = disk;
        this.files = files;
        this.least = least;
        this.nanos = nanos;
        this.refused =
                stats.counter(
                        "carillon_writes_refused",
                        "Writes refused because the disk has no room for them.");
        this.fullAt = nanos.getAsLong() - FULL.toNanos();
        this.warnedFull = new AtomicLong(fullAt);
        this.last = seen(false);
        if (last.low()) {
            warn(last);
        }
    }

    /** Returns a guard that accepts everything. */
    static SpaceGuard open() {
        var endless = new Disk.Space(Long.MAX_VALUE, Long.MAX_VALUE);
        return new SpaceGuard(
                () -> endless, FileReserve.endless(), new MinFreeSpace.Bytes(0), new Stats());
    }

    /**
     * Returns a message for the operator if new data is refused now, or a write ran out of room
     * within the last minute; empty otherwise.
     */
    public Optional<String> trouble() {
        Look now = look();
        if (now.low()) {
            return Optional.of(message(now));
        }
        if (!files.isWhole()) {
            return Optional.of(
                    "large objects are refused: hardly any file can be made in the data folder"
                            + " (no inodes left? df -i): make room");
        }
        return nanos.getAsLong() - fullAt < FULL.toNanos()
                ? Optional.of("the data folder's disk is full: make room")
                : Optional.empty();
    }

    /**
     * Returns the number of bytes that may still be written: as last queried, less what was written
     * since.
     */
    public long free() {
        return Math.max(0, room(look()));
    }

    /** Returns the number of refused writes: for tests. */
    long refused() {
        return refused.value();
    }

    /** Returns why a small change would be refused now; a refusal is counted. */
    public Optional<Refusal> objection() {
        if (!look().low()) {
            return Optional.empty();
        }
        refused.increment();
        return Optional.of(Refusal.NO_SPACE);
    }

    /**
     * Begins an upload; returns empty, and counts a refusal, if the announced data does not fit.
     * Room is reserved for the next bytes only, not for everything announced, so that an upload
     * that never sends its data does not block others. The caller closes the claim when all is
     * written or the upload has ended.
     *
     * @param bytes the announced length, if known; otherwise room is requested as data arrives
     */
    Optional<Claim> claim(OptionalLong bytes) {
        Look now = look();
        long announced = bytes.orElse(0);
        long first = Math.min(announced, MIN_AHEAD_BYTES);
        long others = claimed.getAndAdd(first);
        if (now.floor() == 0 || (!now.low() && announced <= room(now) - now.floor() - others)) {
            return Optional.of(new Claim(announced, first));
        }
        claimed.addAndGet(-first);
        refused.increment();
        if (!now.low() && room(now) < now.end()) {
            begin(now);
        }
        return Optional.empty();
    }

    /**
     * Returns whether files can be created; a refusal is counted. The last inodes are left to the
     * database, which could not write without them either.
     */
    boolean takesFiles() {
        boolean takes = files.isWhole();
        if (!takes) {
            refused.increment();
        }
        return takes;
    }

    /**
     * Records that accepted data found no room after all: counts it, and logs it at most once a
     * minute.
     */
    void ranOut(DiskFullException why) {
        refused.increment();
        if (free() > MIN_AHEAD_BYTES) {
            // There are enough bytes: inodes are missing, or a quota is used up.
            files.release();
        }
        long before = warnedFull.get();
        long now = nanos.getAsLong();
        fullAt = now;
        if (now - before >= FULL.toNanos() && warnedFull.compareAndSet(before, now)) {
            LOG.warn("the disk is full, make room: {}", why.getMessage());
        }
    }

    /** The room reserved for one upload. Not thread-safe. */
    final class Claim implements AutoCloseable {
        private long toCome;
        private long left;
        private long written;

        private Claim(long announced, long first) {
            toCome = announced;
            left = first;
        }

        /**
         * Announces that bytes are about to be written, and reserves as much again as was written
         * so far, at least {@value #MIN_AHEAD_BYTES} and at most {@value #MAX_AHEAD_BYTES} bytes.
         * Writes within the reservation are allowed unless free space falls below half of the
         * minimum, which happens if other programs write to the disk. Writes beyond it need new
         * room.
         *
         * @return false if the bytes must not be written
         */
        boolean write(long bytes) {
            long covered = Math.min(left, bytes);
            left -= covered;
            claimed.addAndGet(-covered);
            Look now = look();
            unseen.addAndGet(bytes);
            boolean room =
                    covered == bytes
                            ? room(now) >= now.floor() / 2
                            : !now.low() && room(now) - claimed.get() >= now.floor();
            written += bytes;
            toCome = Math.max(0, toCome - bytes);
            if (room || now.floor() == 0) {
                goAhead(now);
                return true;
            }
            refused.increment();
            return false;
        }

        /** Extends the reservation. Without one, every further byte needs room of its own. */
        private void goAhead(Look now) {
            long ahead = Math.clamp(written, MIN_AHEAD_BYTES, MAX_AHEAD_BYTES);
            long more = Math.min(ahead, toCome) - left;
            if (more <= 0 || now.low()) {
                return;
            }
            if (claimed.addAndGet(more) <= room(now) - now.floor()) {
                left += more;
            } else {
                claimed.addAndGet(-more);
            }
        }

        @Override
        public void close() {
            claimed.addAndGet(-left);
            left = 0;
        }
    }

    /**
     * Begins to refuse, as at the floor, because an upload did not fit. Otherwise uploads would
     * fail just above the floor, and nothing would be logged.
     */
    private void begin(Look now) {
        if (!looking.compareAndSet(false, true)) {
            return;
        }
        try {
            if (now.equals(last)) {
                last = new Look(now.space(), now.floor(), true, now.atNanos());
                warn(last);
            }
        } finally {
            looking.set(false);
        }
    }

    private long room(Look now) {
        return now.space().free() - unseen.get();
    }

    private Look look() {
        Look known = last;
        boolean fresh = nanos.getAsLong() - known.atNanos() < PERIOD.toNanos();
        if (fresh || !looking.compareAndSet(false, true)) {
            return known;
        }
        try {
            return lookAgain(last);
        } finally {
            looking.set(false);
        }
    }

    private Look lookAgain(Look before) {
        long counted = unseen.get();
        Look now = seen(before.low());
        last = now;
        unseen.addAndGet(-counted);
        if (now.low() != before.low()) {
            warn(now);
        }
        return now;
    }

    private Look seen(boolean wasLow) {
        Disk.Space space = disk.get();
        long floor = least.of(space.total());
        var fine = new Look(space, floor, false, nanos.getAsLong());
        return space.free() < (wasLow ? fine.end() : floor)
                ? new Look(space, floor, true, fine.atNanos())
                : fine;
    }

    /** Logs once when data is first refused, and once when it is accepted again. */
    private void warn(Look now) {
        if (now.low()) {
            LOG.warn("{}", message(now));
        } else {
            LOG.info(
                    "new data are accepted again: {} MiB of the disk are free",
                    mib(now.space().free()));
        }
    }

    private String message(Look now) {
        return ("new data are refused: %d MiB of the data folder's disk are free, and %d must stay"
                        + " so (min-free-space); they are accepted again from %d on: make room, or"
                        + " lower min-free-space and restart")
                .formatted(mib(Math.max(0, room(now))), mib(now.floor()), mib(now.end()));
    }

    private static long mib(long bytes) {
        return bytes >> MIB_SHIFT;
    }
}
