package dev.carillon.rule;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

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
    /** The attribute that sets {@link #timeToLive} in seconds, 0 = no limit. */
    public static final String TIME_TO_LIVE = "time_to_live";

    /** The attribute that sets {@link #maxRetries}, 0 = no limit. */
    public static final String MAX_RETRIES = "max_retries";

    /** The attribute that sets {@link #pause} in seconds, 0 = none. */
    public static final String PAUSE = "retry_sleep_duration";

    /** No limits, growing pauses. */
    public static RetryPolicy defaults() {
        return new RetryPolicy(Optional.empty(), OptionalInt.empty(), Optional.empty());
    }

    /**
     * The same policy, with {@code defaults} for what was never said.
     *
     * @param said the attributes that were set: what is empty and yet was said is meant so
     */
    RetryPolicy withDefaults(RetryPolicy defaults, Set<String> said) {
        return new RetryPolicy(
                open(timeToLive, said.contains(TIME_TO_LIVE)) ? defaults.timeToLive : timeToLive,
                maxRetries.isEmpty() && !said.contains(MAX_RETRIES)
                        ? defaults.maxRetries
                        : maxRetries,
                open(pause, said.contains(PAUSE)) ? defaults.pause : pause);
    }

    private static boolean open(Optional<Duration> value, boolean said) {
        return value.isEmpty() && !said;
    }
}
