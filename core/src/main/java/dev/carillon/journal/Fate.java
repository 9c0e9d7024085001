package dev.carillon.journal;

import dev.carillon.delivery.DeadLetter;
import dev.carillon.delivery.Delivery;
import dev.carillon.delivery.Ending;

/** What became of a delivery, as the disk knows it. */
public sealed interface Fate {
    /**
     * It is still owed.
     *
     * @param parked whether it waits on disk behind others of its key
     */
    record Waiting(Delivery delivery, boolean parked) implements Fate {}

    /** It was given up, and its letter is kept. */
    record Dead(DeadLetter letter) implements Fate {}

    /** It ended. */
    record Ended(Ending ending) implements Fate {}

    /** Nothing is kept of it: the disk is damaged, or it was looked at while it moved. */
    record Unknown() implements Fate {}
}
