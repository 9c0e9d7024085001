package dev.carillon.deliver;

import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.LaneId;

import java.util.Optional;

/** Knows what lanes lead to. For any number of threads. */
@FunctionalInterface
public interface Targets {
    /** Where the lane leads now; empty when nowhere any more. Asked before each attempt: fast. */
    Optional<Destination> find(LaneId lane);

    /** Why what a lane owes that leads nowhere is given up. */
    default DeadReason whyGone(LaneId lane) {
        return DeadReason.TOPIC_DELETED;
    }

    /** Lets go of what the lane led to: it leads nowhere any more, and no attempt is under way. */
    default void forget(LaneId lane) {}

    /**
     * Switches off the rule whose own lane this is, durably; the lane then leads nowhere.
     *
     * @param reason in words for the rule's owner
     * @return whether it is switched off; not when it is no enabled rule's lane
     */
    default boolean suspend(LaneId lane, String reason) {
        return false;
    }
}
