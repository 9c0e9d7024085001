package dev.carillon.rule;

import java.time.Duration;
import java.util.Optional;

/**
 * The time limit of attempts and the limits of their number.
 *
 * @param timeout of one attempt, by wall clock, connecting included: 100 ms to 60 s
 * @param maxConcurrency the highest number of attempts in flight, 1 to 256; the lane finds the best
 *     number below that
 * @param rate the highest number of attempts in a time; empty = no limit
 */
public record Pacing(Duration timeout, int maxConcurrency, Optional<Rate> rate) {
    static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(100);
    static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(60);

    /** The number of connections of an HTTP endpoint: more attempts would only wait for one. */
    static final int MOST_CONCURRENCY = 256;

    /** Returns the defaults: 10 s, 256 attempts, no limit to the rate. */
    public static Pacing defaults() {
        return new Pacing(Duration.ofSeconds(10), MOST_CONCURRENCY, Optional.empty());
    }

    /**
     * Returns half as many concurrent attempts and half the rate, but at least one attempt at a
     * time.
     */
    Pacing halved() {
        return new Pacing(timeout, Math.max(1, maxConcurrency / 2), rate.map(Rate::halved));
    }
}
