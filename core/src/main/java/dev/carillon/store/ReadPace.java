package dev.carillon.store;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The pace of reading data that nobody waits for, so that whoever else uses the disk is not slowed
 * down. For one thread.
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

    /** Reads no data at all. */
    public static ReadPace none() {
        return new ReadPace(false, Long.MAX_VALUE);
    }

    /** Reads all data, at most so many bytes a second. */
    public static ReadPace of(long bytesPerSecond) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("at least one byte a second must be read");
        }
        return new ReadPace(true, bytesPerSecond);
    }

    /** Whether data is read. */
    boolean reads() {
        return reads;
    }

    /** Waits as long as it takes until so many bytes more may have been read. */
    void read(int count) {
        bytes += count;
        long due = start + (long) (bytes * NANOS_PER_SECOND / bytesPerSecond);
        long early = due - System.nanoTime();
        if (early > 0) {
            LockSupport.parkNanos(this, early);
        }
    }
}
