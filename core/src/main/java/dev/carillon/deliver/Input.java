package dev.carillon.deliver;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.Owed;
import dev.carillon.journal.Page;
import dev.carillon.rule.DeliveryPolicy;

import java.time.Duration;
import java.time.Instant;

/** What a {@link Lane} is told. */
sealed interface Input {
    /** A commit owes this to the lane. Offers may come late, early or not at all. */
    record Offered(Owed owed) implements Input {}

    /** The answer to {@link Action.Read}; its losses are given up on disk. */
    record Loaded(Page page) implements Input {}

    /** The answer to {@link Action.ReadParked}; its losses are given up on disk. */
    record ParkedLoaded(String orderKey, Page page) implements Input {}

    /**
     * The attempt {@link Action.Try} asked for ended, after so long.
     *
     * @param number of the first delivery in it
     */
    record Ended(long number, AttemptResult result, Duration took) implements Input {}

    /**
     * What {@link Action.Try} asked for can never be attempted.
     *
     * @param number of the first delivery in it
     */
    record Hopeless(long number, DeadReason reason) implements Input {}

    /** The topic's policy is now this. */
    record PolicyIs(DeliveryPolicy policy) implements Input {}

    /** The answer to {@link Action.Weigh}: what those events take. */
    record Weighed(long bytes) implements Input {}

    /** So many deliveries were given up, for nothing is known of them any more. */
    record Lost(long deliveries) implements Input {}

    /** The rule that {@link Action.Suspend} was about cannot be suspended. */
    record NotSuspended() implements Input {}

    /** The time asked for by {@link Action.WakeAt} has come. */
    record Woken(Instant at) implements Input {}

    /** Nothing new is to be started; what is in flight ends. */
    record Stopping() implements Input {}
}
