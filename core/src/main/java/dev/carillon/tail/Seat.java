package dev.carillon.tail;

import java.util.concurrent.locks.LockSupport;

/**
 * The place of one reader at a channel, by which the feed wakes it. The reader's thread waits
 * without a timer; the feed looks after its deadline.
 */
final class Seat {
    private final Thread reader = Thread.currentThread();
    private volatile boolean waiting;
    private volatile long deadlineNanos;

    /**
     * Waits until it is woken, at the latest a little after the deadline. Call it only after {@link
     * #prepare}, and after a look at everything that may have happened before.
     */
    void await() {
        while (waiting) {
            LockSupport.park(this);
        }
    }

    /** Announces a wait. */
    void prepare(long deadline) {
        deadlineNanos = deadline;
        waiting = true;
    }

    /** Takes the announcement back, since there is something to do. */
    void cancel() {
        waiting = false;
    }

    /** Wakes the reader if it waits. */
    void wake() {
        if (waiting) {
            waiting = false;
            LockSupport.unpark(reader);
        }
    }

    /** Wakes the reader if its deadline has passed. */
    void wakeIfDue(long nowNanos) {
        if (waiting && nowNanos - deadlineNanos >= 0) {
            wake();
        }
    }
}
