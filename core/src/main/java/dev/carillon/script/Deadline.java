package dev.carillon.script;

import java.time.Duration;

/**
 * A time by the machine's steady clock.
 *
 * @param end as {@link System#nanoTime} counts
 */
record Deadline(long end) {
    private static final int LONGEST_WAIT_MILLIS = 60_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** Returns the time after a wait that begins now. */
    static Deadline after(Duration wait) {
        return new Deadline(System.nanoTime() + wait.toNanos());
    }

    /** Returns whether it has passed. */
    boolean passed() {
        return System.nanoTime() - end >= 0;
    }

    /** Returns whether it comes before another one. */
    boolean before(Deadline other) {
        return end - other.end < 0;
    }

    /** Returns how long to wait for it now, at most a minute. */
    int millis() {
        long left = Math.ceilDiv(end - System.nanoTime(), NANOS_PER_MILLI);
        return Math.clamp(left, 0, LONGEST_WAIT_MILLIS);
    }
}
