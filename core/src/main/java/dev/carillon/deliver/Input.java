package dev.carillon.deliver;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.Owed;
import dev.carillon.journal.Page;
import dev.carillon.rule.DeliveryPolicy;

import java.time.Duration;
import java.time.Instant;

/** An input of a {@link Lane}. */
sealed interface Input {
    /** A commit owes this delivery to the lane. Offers may come late, early or never. */
    record Offered(Owed owed) implements Input {}

    /** The answer to {@link Action.Read}; its losses are given up on disk. */
    record Loaded(Page page) implements Input {}

    /** The answer to {@link Action.ReadParked}; its losses are given up on disk. */
    record ParkedLoaded(String orderKey, Page page) implements Input {}

    /**
     * The attempt requested by {@link Action.Try} ended, after this time.
     *
     * @param number of the first delivery in it
     */
    record Ended(long number, AttemptResult result, Duration took) implements Input {}

    /**
     * The attempt requested by {@link Action.Try} can never be made.
     *
     * @param number of the first delivery in it
     */
    record Hopeless(long number, DeadReason reason) implements Input {}

    /**
     * The attempt requested by {@link Action.Try} was not made, and may be requested again.
     *
     * @param number of the first delivery in it
     */
    record Withdrawn(long number) implements Input {}

    /**
     * The lane is paused: nothing may be attempted, and no time or number of attempts ends the
     * patience, until {@link Unpaused}.
     */
    record Paused() implements Input {}

    /** Attempts may be made again. */
    record Unpaused() implements Input {}

    /** The topic's policy, now in effect. */
    record PolicyIs(DeliveryPolicy policy) implements Input {}

    /** The answer to {@link Action.Weigh}: the size of those events. */
    record Weighed(long bytes) implements Input {}

    /** This number of deliveries was given up because nothing is known of them any more. */
    record Lost(long deliveries) implements Input {}

    /** The rule or subscription that {@link Action.Suspend} was about stays as it is. */
    record NotSuspended() implements Input {}

    /** The time asked for by {@link Action.WakeAt} has come. */
    record Woken(Instant at) implements Input {}

    /** The lane is stopping: nothing new may start, and attempts in flight end. */
    record Stopping() implements Input {}
}
