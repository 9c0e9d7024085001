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
 * Refuses new data while the disk is nearly full, so that it never is: a full disk would stop
 * deletes and deliveries too, which take next to nothing and go on. It lets data in again by itself
 * once there is room for an eighth more than must stay free; so it does not waver.
 *
 * <p>For any number of threads. Whoever asks looks at the disk, but nobody within {@link #PERIOD}
 * of the last look: in between, what was written since and what is still to come of uploads that
 * were let in is counted.
 */
public final class SpaceGuard {
    /** How old a look at the disk may be. */
    static final Duration PERIOD = Duration.ofMillis(250);

    private static final Logger LOG = LoggerFactory.getLogger(SpaceGuard.class);

    /** The room set aside ahead of an upload: as much as has come, within these bounds. */
    static final long MIN_AHEAD_BYTES = 1 << 20;

    /** See {@link #MIN_AHEAD_BYTES}. */
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
    private final AtomicLong toldFull;
    private volatile long fullAt;
    private volatile Look last;

    /** What was seen of the disk, and what it means. */
    private record Look(Disk.Space space, long floor, boolean low, long atNanos) {
        /** From here on new data is let in again. */
        long end() {
            return floor + floor / EIGHT;
        }
    }

    /**
     * Takes a first look.
     *
     * @param disk tells of the file system that everything is on
     * @param files of the same file system, left to the database
     */
    public SpaceGuard(
            Supplier<Disk.Space> disk, FileReserve files, MinFreeSpace least, Stats stats) {
        this(disk, files, least, stats, System::nanoTime);
    }

    /** Without a reserve of files, and with a clock that only goes forward, in nanoseconds. */
    SpaceGuard(Supplier<Disk.Space> disk, MinFreeSpace least, Stats stats, LongSupplier nanos) {
        this(disk, FileReserve.endless(), least, stats, nanos);
    }

    /** With a clock that only goes forward, in nanoseconds: for tests. */
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
        this.toldFull = new AtomicLong(fullAt);
        this.last = seen(false);
        if (last.low()) {
            tell(last);
        }
    }

    /** Lets everything in. */
    static SpaceGuard open() {
        var endless = new Disk.Space(Long.MAX_VALUE, Long.MAX_VALUE);
        return new SpaceGuard(
                () -> endless, FileReserve.endless(), new MinFreeSpace.Bytes(0), new Stats());
    }

    /**
     * Why no new data is let in now, or found no room within the last minute, for who runs the
     * server; empty while all is well.
     */
    public Optional<String> trouble() {
        Look now = look();
        if (now.low()) {
            return Optional.of(told(now));
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

    /** Bytes that may still be written to the disk: as last seen, less what came since. */
    public long free() {
        return Math.max(0, room(look()));
    }

    /** How many writes were refused: for tests. */
    long refused() {
        return refused.value();
    }

    /** Why a change that adds a little would be refused now; a refusal is counted. */
    public Optional<Refusal> objection() {
        if (!look().low()) {
            return Optional.empty();
        }
        refused.increment();
        return Optional.of(Refusal.NO_SPACE);
    }

    /**
     * Begins an upload; empty, and counted, when all that is to come does not fit. Room is set
     * aside for what comes next, not for all that is announced: what never comes must not keep
     * others out. The caller closes it when all is written or nothing more will be.
     *
     * @param bytes if known, how many will come; otherwise each is asked for as it comes
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
     * Whether files can be made; a refusal is counted. Without inodes the database could not write
     * either, so the last ones are left to it.
     */
    boolean takesFiles() {
        boolean takes = files.isWhole();
        if (!takes) {
            refused.increment();
        }
        return takes;
    }

    /** Data that was let in found no room after all: counted, and told once a minute. */
    void ranOut(DiskFullException why) {
        refused.increment();
        if (free() > MIN_AHEAD_BYTES) {
            // There are bytes enough: it is inodes that are missing, or a quota is used up.
            files.release();
        }
        long before = toldFull.get();
        long now = nanos.getAsLong();
        fullAt = now;
        if (now - before >= FULL.toNanos() && toldFull.compareAndSet(before, now)) {
            LOG.warn("the disk is full, make room: {}", why.getMessage());
        }
    }

    /** Room set aside for one upload. For one thread. */
    final class Claim implements AutoCloseable {
        private long toCome;
        private long left;
        private long written;

        private Claim(long announced, long first) {
            toCome = announced;
            left = first;
        }

        /**
         * Tells that bytes are about to be written, and sets aside as much again as has come, at
         * least {@value #MIN_AHEAD_BYTES} and at most {@value #MAX_AHEAD_BYTES} bytes. What room
         * was set aside for may go on unless the disk shrinks to half of what must stay free:
         * others than we write to it. More than that needs new room.
         *
         * @return false when they must not be written
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

        /** Without room ahead, every further byte needs room of its own. */
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

    /** As good as at the floor: else uploads would stop just above it, with nobody told. */
    private void begin(Look now) {
        if (!looking.compareAndSet(false, true)) {
            return;
        }
        try {
            if (now.equals(last)) {
                last = new Look(now.space(), now.floor(), true, now.atNanos());
                tell(last);
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
            tell(now);
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

    /** Once when it begins and once when it ends. */
    private void tell(Look now) {
        if (now.low()) {
            LOG.warn("{}", told(now));
        } else {
            LOG.info(
                    "new data are taken again: {} MiB of the disk are free",
                    mib(now.space().free()));
        }
    }

    private String told(Look now) {
        return ("new data are refused: %d MiB of the data folder's disk are free, and %d must stay"
                    + " so (min-free-space); they are taken again from %d on: make room, or lower"
                    + " min-free-space and restart")
                .formatted(mib(Math.max(0, room(now))), mib(now.floor()), mib(now.end()));
    }

    private static long mib(long bytes) {
        return bytes >> MIB_SHIFT;
    }
}
