package dev.carillon.rule;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The rules for retrying a delivery and for giving it up. A dialect's "zero means for ever" is
 * translated where it is read.
 *
 * @param schedule the pauses between attempts
 * @param maxRetries the number of attempts after the first; empty = no limit
 * @param timeToLive the age at which an event is given up; empty = no limit
 * @param finalStatuses answers after which a delivery is given up immediately, 300 to 599
 */
public record RetryPolicy(
        RetrySchedule schedule,
        OptionalInt maxRetries,
        Optional<Duration> timeToLive,
        Set<Integer> finalStatuses) {
    /** The status "Gone": the endpoint says that it will never accept this. */
    static final Set<Integer> GONE = Set.of(410);

    public RetryPolicy {
        finalStatuses = Set.copyOf(finalStatuses);
    }

    /** Returns the same policy with another highest number of attempts, the first included. */
    public RetryPolicy attempts(int most) {
        return new RetryPolicy(schedule, OptionalInt.of(most - 1), timeToLive, finalStatuses);
    }

    /** Returns the default pauses, no limits, and only "410 Gone" as final status. */
    public static RetryPolicy defaults() {
        return new RetryPolicy(RetrySchedule.usual(), OptionalInt.empty(), Optional.empty(), GONE);
    }
}
