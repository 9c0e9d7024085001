package dev.carillon.deliver;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.Owed;
import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.EndOfPatience;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Decides when the rule of a lane is suspended: a delivery that was attempted is too old, nothing
 * was accepted since its event, and the endpoint failed recently. So a server that was off for days
 * suspends nothing before it has attempted a delivery again. This class is as pure as the lane.
 */
final class Suspension {
    /** The age up to which a failure says something about the endpoint now. */
    static final Duration JUST = Duration.ofHours(1);

    private Instant accepted;
    private Instant failed = Instant.MIN;
    private boolean declined;

    /** Starts with the time, from the books, when the lane's endpoint last accepted something. */
    Suspension(Instant accepted) {
        this.accepted = accepted;
    }

    /** Learns the result of an attempt. */
    void learn(AttemptResult result, Instant now) {
        if (result.accepted()) {
            accepted = now;
            declined = false;
        } else {
            failed = now;
        }
    }

    /**
     * Notes that the rule cannot be suspended; the next request comes only after something was
     * accepted.
     */
    void declined() {
        declined = true;
    }

    /**
     * Returns why the rule is to be suspended now that this delivery is too old; empty if it is
     * not.
     */
    Optional<String> reason(Owed owed, DeliveryPolicy policy, Instant now) {
        boolean due =
                policy.end() == EndOfPatience.SUSPEND_RULE
                        && !declined
                        && owed.delivery().attempts() > 0
                        && accepted.isBefore(owed.since())
                        && !failed.isBefore(now.minus(JUST));
        return due ? Optional.of(words(owed, now)) : Optional.empty();
    }

    /** Returns why a subscription is removed after the last attempt of this delivery. */
    static String wordsOfRemoval(Owed owed) {
        return "An event was attempted %d times, the last attempt ended: %s"
                .formatted(owed.delivery().attempts(), owed.delivery().last().words());
    }

    private static String words(Owed owed, Instant now) {
        return ("No event was accepted since %s; the last attempt, before %s, ended: %s. The"
                    + " deliveries owed become dead letters: repair the endpoint, resume the rule,"
                    + " then send them again with: carillon deadletter replay")
                .formatted(
                        owed.since().truncatedTo(ChronoUnit.SECONDS),
                        now.truncatedTo(ChronoUnit.SECONDS),
                        owed.delivery().last().words());
    }
}
