package dev.carillon.rule;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How often, how long and how fast a delivery is tried. What is not set has Carillon's own default;
 * a dialect's "zero means for ever" is translated where it comes in.
 *
 * @param timeToLive how old an event may become before it is given up; empty = no limit
 * @param maxRetries tries after the first; empty = no limit
 * @param pause the same pause before every retry; empty = 1 s, doubled each time up to 5 min,
 *     jittered to 50-100 %
 */
public record RetryPolicy(
        Optional<Duration> timeToLive, OptionalInt maxRetries, Optional<Duration> pause) {
    /** No limits, growing pauses. */
    public static RetryPolicy defaults() {
        return new RetryPolicy(Optional.empty(), OptionalInt.empty(), Optional.empty());
    }
}
