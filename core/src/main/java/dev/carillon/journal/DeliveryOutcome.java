package dev.carillon.journal;

import dev.carillon.delivery.DeadLetter;
import dev.carillon.delivery.Delivery;
import dev.carillon.delivery.FinalState;

/** What became of a delivery, as the disk knows it. */
public sealed interface DeliveryOutcome {
    /**
     * It is still owed.
     *
     * @param parked whether it waits on disk behind others of its key
     */
    record Waiting(Delivery delivery, boolean parked) implements DeliveryOutcome {}

    /** It was given up, and its letter is kept. */
    record Dead(DeadLetter letter) implements DeliveryOutcome {}

    /** It ended. */
    record Ended(FinalState finalState) implements DeliveryOutcome {}

    /** Nothing is kept of it: the disk is damaged, or it was looked at while it moved. */
    record Unknown() implements DeliveryOutcome {}
}
