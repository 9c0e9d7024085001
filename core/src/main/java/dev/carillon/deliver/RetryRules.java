package dev.carillon.deliver;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.RefusalReason;
import dev.carillon.delivery.RefusalReason.HttpStatus;
import dev.carillon.delivery.RefusalReason.Stated;
import dev.carillon.delivery.Settlement;
import dev.carillon.rule.RetryPolicy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Decides what follows an attempt: a pure function of its result, the delivery, the policy and the
 * time.
 */
final class RetryRules {
    static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

    private RetryRules() {}

    /**
     * Returns the settlement.
     *
     * @param tries its attempts, this one included: pauses depend on its own attempts, the limit on
     *     all
     * @param eventTime when the event happened: its time to live counts from there
     * @param random draws the jitter
     */
    static Settlement after(
            AttemptResult result,
            Tries tries,
            Instant eventTime,
            RetryPolicy policy,
            Instant now,
            RandomGenerator random) {
        if (result instanceof AttemptResult.Accepted) {
            return new Settlement.Done();
        }
        if (result instanceof AttemptResult.Refused refused && isFinal(refused.reason(), policy)) {
            return new Settlement.Dead(deadReason(refused.reason()));
        }
        if (exhausted(tries, policy)) {
            return new Settlement.Dead(DeadReason.RETRIES_EXHAUSTED);
        }
        if (expired(eventTime, policy, now)) {
            return new Settlement.Dead(DeadReason.EXPIRED);
        }
        Instant at = now.plus(pause(result, tries.own(), policy, random));
        Instant end = expiry(eventTime, policy).orElse(Instant.MAX);
        return new Settlement.Again(at.isBefore(end) ? at : end);
    }

    /** Returns whether the endpoint will never accept this message. */
    private static boolean isFinal(RefusalReason reason, RetryPolicy policy) {
        return switch (reason) {
            case HttpStatus(int code) -> policy.finalStatuses().contains(code);
            case Stated(_, RefusalReason.Scope scope) ->
                    switch (scope) {
                        case MESSAGE, INTERRUPTED -> true;
                        case ENDPOINT, DELIVERY -> false;
                    };
        };
    }

    private static DeadReason deadReason(RefusalReason finalReason) {
        return finalReason instanceof Stated(_, RefusalReason.Scope scope)
                        && scope == RefusalReason.Scope.INTERRUPTED
                ? DeadReason.INTERRUPTED
                : DeadReason.REFUSED;
    }

    /** Returns whether it was attempted as often as the policy allows. */
    static boolean exhausted(Tries tries, RetryPolicy policy) {
        return policy.maxRetries().isPresent() && tries.all() > policy.maxRetries().getAsInt();
    }

    /** Returns whether an event is too old to be attempted at all. */
    static boolean expired(Instant eventTime, RetryPolicy policy, Instant now) {
        return expiry(eventTime, policy).filter(end -> !now.isBefore(end)).isPresent();
    }

    /** Returns when an event becomes too old. */
    static Optional<Instant> expiry(Instant eventTime, RetryPolicy policy) {
        return policy.timeToLive().map(eventTime::plus);
    }

    /** Returns the longest time that a delivery may wait for its next attempt. */
    static Duration longestWait(RetryPolicy policy) {
        Duration own = policy.schedule().longest();
        return own.compareTo(LONGEST_RETRY_AFTER) > 0 ? own : LONGEST_RETRY_AFTER;
    }

    /** Returns how long the endpoint asked its clients to wait, limited. */
    private static Optional<Duration> retryAfter(AttemptResult result) {
        return result instanceof AttemptResult.Refused refused
                ? refused.retryAfter().map(duration -> shorter(duration, LONGEST_RETRY_AFTER))
                : Optional.empty();
    }

    /** Returns the pause after this number of attempts, the last of which had this result. */
    static Duration pause(
            AttemptResult result, int tries, RetryPolicy policy, RandomGenerator random) {
        Duration own = policy.schedule().pause(tries, random);
        if (!policy.schedule().heedsRetryAfter()) {
            return own;
        }
        return retryAfter(result).filter(duration -> duration.compareTo(own) > 0).orElse(own);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
