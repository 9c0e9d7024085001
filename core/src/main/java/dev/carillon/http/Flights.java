package dev.carillon.http;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts the requests that are being answered, and waits for them when the server stops. */
final class Flights {
    /** Guards {@code flying} and {@code draining}. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition none = lock.newCondition();
    private int flying;
    private boolean draining;

    /**
     * Counts one more request, unless the server is stopping.
     *
     * @return whether it was counted
     */
    boolean begin() {
        lock.lock();
        try {
            if (!draining) {
                flying++;
            }
            return !draining;
        } finally {
            lock.unlock();
        }
    }

    void end() {
        lock.lock();
        try {
            flying--;
            if (flying == 0) {
                none.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets no more requests begin. */
    void refuse() {
        lock.lock();
        try {
            draining = true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until no request is left or the time limit has passed. */
    void drain(Duration limit) {
        lock.lock();
        try {
            long left = limit.toNanos();
            while (flying > 0 && left > 0) {
                left = none.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
