package dev.carillon.amqp;

import java.time.Duration;

/** The pauses between attempts to connect to a broker. Not thread-safe. */
final class Backoff {
    /** The pause after a connection was lost, and after the first failure. */
    static final Duration SHORTEST = Duration.ofMillis(100);

    /** The longest pause: a broker that is back is noticed within it. */
    static final Duration LONGEST = Duration.ofSeconds(5);

    private int failures;
    private long next = System.nanoTime();

    /** Returns how long to wait now; zero or less if there is nothing to wait for. */
    Duration left() {
        return Duration.ofNanos(next - System.nanoTime());
    }

    /** Notes that connecting succeeded. */
    void succeeded() {
        failures = 0;
        next = System.nanoTime() + SHORTEST.toNanos();
    }

    /** Notes that connecting failed: each pause is twice the one before. */
    void failed() {
        long doubled = SHORTEST.toNanos() << Math.min(failures, 20);
        failures++;
        next = System.nanoTime() + Math.min(doubled, LONGEST.toNanos());
    }
}
