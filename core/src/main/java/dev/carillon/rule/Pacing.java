package dev.carillon.rule;

import java.time.Duration;
import java.util.Optional;

/**
 * How long an attempt may take, and how many there may be.
 *
 * @param timeout of one attempt, by wall clock, connecting included: 100 ms to 60 s
 * @param maxConcurrency most attempts in flight, 1 to 256: how many there are below that, the lane
 *     finds out
 * @param rate most attempts in a time; empty = no limit
 */
public record Pacing(Duration timeout, int maxConcurrency, Optional<Rate> rate) {
    static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(100);
    static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(60);

    /** As many as an HTTP endpoint has connections: more would only wait for one. */
    static final int MOST_CONCURRENCY = 256;

    /** 10 s, 256 attempts, no limit to the rate. */
    public static Pacing defaults() {
        return new Pacing(Duration.ofSeconds(10), MOST_CONCURRENCY, Optional.empty());
    }

    /** Half as many attempts, at once and in a time; one at a time at least. */
    Pacing halved() {
        return new Pacing(timeout, Math.max(1, maxConcurrency / 2), rate.map(Rate::halved));
    }
}
