package dev.carillon.store;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The pace of reading data in the background, so that other users of the disk are not slowed down.
 * Not thread-safe.
 */
public final class ReadPace {
    private static final double NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    private final boolean reads;
    private final long bytesPerSecond;
    private final long start = System.nanoTime();
    private long bytes;

    private ReadPace(boolean reads, long bytesPerSecond) {
        this.reads = reads;
        this.bytesPerSecond = bytesPerSecond;
    }

    /** Returns a pace that reads no data. */
    public static ReadPace none() {
        return new ReadPace(false, Long.MAX_VALUE);
    }

    /** Returns a pace that reads all data, at most {@code bytesPerSecond}. */
    public static ReadPace of(long bytesPerSecond) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("at least one byte a second must be read");
        }
        return new ReadPace(true, bytesPerSecond);
    }

    /** Returns whether data is read. */
    boolean reads() {
        return reads;
    }

    /** Waits until {@code count} more bytes may have been read. */
    void read(int count) {
        bytes += count;
        long due = start + (long) (bytes * NANOS_PER_SECOND / bytesPerSecond);
        long early = due - System.nanoTime();
        if (early > 0) {
            LockSupport.parkNanos(this, early);
        }
    }
}
