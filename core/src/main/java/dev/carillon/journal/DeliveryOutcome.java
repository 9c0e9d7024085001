package dev.carillon.journal;

import dev.carillon.delivery.DeadLetter;
import dev.carillon.delivery.Delivery;
import dev.carillon.delivery.FinalState;

/** The outcome of a delivery as the disk has it. */
public sealed interface DeliveryOutcome {
    /**
     * The delivery is still owed.
     *
     * @param parked whether it waits on disk behind others of its key
     */
    record Waiting(Delivery delivery, boolean parked) implements DeliveryOutcome {}

    /** The delivery was given up, and its letter is kept. */
    record Dead(DeadLetter letter) implements DeliveryOutcome {}

    /** The delivery ended. */
    record Ended(FinalState finalState) implements DeliveryOutcome {}

    /**
     * The outcome is unknown because nothing is stored: the disk is damaged, or the delivery was
     * moved while it was read.
     */
    record Unknown() implements DeliveryOutcome {}
}
