package dev.carillon.rule;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * When a delivery is tried again, and when it is given up. A dialect's "zero means for ever" is
 * translated where it comes in.
 *
 * @param schedule the pauses between tries
 * @param maxRetries tries after the first; empty = no limit
 * @param timeToLive how old an event may become before it is given up; empty = no limit
 * @param finalStatuses answers after which a delivery is given up at once, 300 to 599
 */
public record RetryPolicy(
        RetrySchedule schedule,
        OptionalInt maxRetries,
        Optional<Duration> timeToLive,
        Set<Integer> finalStatuses) {
    /** "Gone": the endpoint says that it will never take this. */
    static final Set<Integer> GONE = Set.of(410);

    public RetryPolicy {
        finalStatuses = Set.copyOf(finalStatuses);
    }

    /** The usual pauses, no limits, and only "410 Gone" is final. */
    public static RetryPolicy defaults() {
        return new RetryPolicy(RetrySchedule.usual(), OptionalInt.empty(), Optional.empty(), GONE);
    }
}
