package dev.carillon.http;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Knows what one connection is about, and since when: waiting for a request, reading its headers,
 * being answered, or blocked in a write. For any number of threads.
 */
final class Watch {
    private enum Phase {
        QUIET,
        HEADERS,
        REQUEST,
        WRITE
    }

    /** Guards all below. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Limits limits;
    private Phase phase = Phase.HEADERS;
    private long sinceNanos = System.nanoTime();
    private long allowedNanos;
    private long bytesIn;

    /** A connection just opened: its first request has to come as if it had begun. */
    Watch(Limits limits) {
        this.limits = limits;
        this.allowedNanos = limits.headerTime().toNanos();
    }

    /** The headers of a request are whole. */
    void requestBegan() {
        enter(Phase.REQUEST, Long.MAX_VALUE);
    }

    /** A request was answered to its end, when this many bytes had come by the connection. */
    void requestEnded(long bytesInSoFar) {
        lock.lock();
        try {
            enter(Phase.QUIET, Long.MAX_VALUE);
            bytesIn = bytesInSoFar;
        } finally {
            lock.unlock();
        }
    }

    /** A write of so many bytes begins; its reader may take them slowly, but not too slowly. */
    void writeBegan(int bytes) {
        long slowest = TimeUnit.SECONDS.toNanos(bytes / Math.max(1, limits.bytesPerSecond()));
        enter(Phase.WRITE, limits.rateGrace().toNanos() + slowest);
    }

    /** The write is done. */
    void writeEnded() {
        requestBegan();
    }

    /** Whether the connection has been too long about what it is about. */
    boolean overdue(long bytesInSoFar, long nowNanos) {
        lock.lock();
        try {
            if (phase == Phase.QUIET && bytesInSoFar != bytesIn) {
                phase = Phase.HEADERS;
                sinceNanos = nowNanos;
                allowedNanos = limits.headerTime().toNanos();
            }
            return nowNanos - sinceNanos > allowedNanos;
        } finally {
            lock.unlock();
        }
    }

    private void enter(Phase next, long allowed) {
        lock.lock();
        try {
            phase = next;
            sinceNanos = System.nanoTime();
            allowedNanos = allowed;
        } finally {
            lock.unlock();
        }
    }
}
