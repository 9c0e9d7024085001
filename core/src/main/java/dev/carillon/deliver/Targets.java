package dev.carillon.deliver;

import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.LaneId;

import java.util.Optional;

/** Finds the destinations of lanes. Thread-safe. */
@FunctionalInterface
public interface Targets {
    /**
     * Returns the present destination of the lane; empty if it has none any more. Called before
     * each attempt, so it must be fast.
     */
    Optional<Destination> find(LaneId lane);

    /** Returns the reason for giving up what a lane without destination owes. */
    default DeadReason whyGone(LaneId lane) {
        return DeadReason.TOPIC_DELETED;
    }

    /** Releases the destination that a closed lane had, when no attempt is in flight any more. */
    default void forget(LaneId lane) {}

    /**
     * Suspends, durably, the rule whose own lane this is, or removes the subscription whose lane it
     * is; the lane then has no destination.
     *
     * @param reason in words for the owner
     * @return whether that was done; false if the lane is not that of an enabled rule or of a
     *     subscription
     */
    default boolean suspend(LaneId lane, String reason) {
        return false;
    }
}
