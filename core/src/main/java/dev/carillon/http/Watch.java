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
        READ,
        LATE,
        WRITE
    }

    /** The decision about a connection. */
    enum Verdict {
        /** The connection may go on. */
        FINE,
        /**
         * Its request's body comes too slowly: the read is to fail, so that the face can answer.
         */
        FAIL_READ,
        /** The connection is to be closed. */
        CLOSE
    }

    private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(5);

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

    /** A read of a body begins; it may wait so long. */
    void readBegan(long allowed) {
        enter(Phase.READ, allowed);
    }

    /** The read is done. */
    void readEnded() {
        requestBegan();
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

    /**
     * Judges a connection that has been about what it is about for a while.
     *
     * @param pressed whether connections are scarce: then those without a request may wait no
     *     longer than headers may take, and those with unfinished headers half as long
     */
    Verdict judge(long bytesInSoFar, long nowNanos, boolean pressed) {
        lock.lock();
        try {
            if (phase == Phase.QUIET && bytesInSoFar != bytesIn) {
                phase = Phase.HEADERS;
                sinceNanos = nowNanos;
                allowedNanos = limits.headerTime().toNanos();
            }
            if (nowNanos - sinceNanos <= (pressed ? pressedNanos() : allowedNanos)) {
                return Verdict.FINE;
            }
            boolean reading = phase == Phase.READ;
            if (reading) {
                phase = Phase.LATE;
                sinceNanos = nowNanos;
                allowedNanos = LATE_NANOS;
            }
            return reading ? Verdict.FAIL_READ : Verdict.CLOSE;
        } finally {
            lock.unlock();
        }
    }

    private long pressedNanos() {
        return switch (phase) {
            case QUIET -> limits.headerTime().toNanos();
            case HEADERS -> limits.headerTime().toNanos() / 2;
            case REQUEST, READ, LATE, WRITE -> allowedNanos;
        };
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
