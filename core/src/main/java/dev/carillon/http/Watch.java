package dev.carillon.http;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tracks the current phase of one connection and its begin: waiting for a request, reading its
 * headers, being answered, or blocked in a write. Thread-safe.
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
        /** The connection may continue. */
        FINE,
        /**
         * The request's body arrives too slowly: the read is to fail, so that the face can answer.
         */
        FAIL_READ,
        /** The connection is to be closed. */
        CLOSE
    }

    private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Guards the fields below. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Limits limits;
    private Phase phase = Phase.HEADERS;
    private long sinceNanos = System.nanoTime();
    private long allowedNanos;
    private long bytesIn;
    private boolean live;

    /**
     * Starts with a connection just opened; the time limit for the headers of its first request
     * runs from now.
     */
    Watch(Limits limits) {
        this.limits = limits;
        this.allowedNanos = limits.headerTime().toNanos();
    }

    /** Notes that the headers of a request are complete. */
    void requestBegan() {
        enter(Phase.REQUEST, Long.MAX_VALUE);
    }

    /**
     * Notes that a request was answered completely, after this many bytes had arrived on the
     * connection.
     */
    void requestEnded(long bytesInSoFar) {
        lock.lock();
        try {
            enter(Phase.QUIET, Long.MAX_VALUE);
            bytesIn = bytesInSoFar;
            live = false;
        } finally {
            lock.unlock();
        }
    }

    /** Notes that a read of a body begins, and how long it may wait in nanoseconds. */
    void readBegan(long allowed) {
        enter(Phase.READ, allowed);
    }

    /** Notes that the read has ended. */
    void readEnded() {
        requestBegan();
    }

    /** Notes that the answer is live: the client reads it at a rate of its own. */
    void live() {
        lock.lock();
        try {
            live = true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Notes that a write begins; the client must read its bytes at the minimum rate, or those of a
     * live answer before its connection counts as idle.
     */
    void writeBegan(int bytes) {
        lock.lock();
        try {
            enter(Phase.WRITE, live ? limits.idle().toNanos() : slowest(bytes));
        } finally {
            lock.unlock();
        }
    }

    /** Notes that the write has ended. */
    void writeEnded() {
        requestBegan();
    }

    /**
     * Decides whether a connection has been in its phase for too long.
     *
     * @param pressed whether connections are scarce: then connections without a request may wait no
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

    private long slowest(int bytes) {
        return limits.rateGrace().toNanos()
                + TimeUnit.SECONDS.toNanos(bytes / Math.max(1, limits.bytesPerSecond()));
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
