package dev.carillon.delivery;

import java.time.Instant;

/** What follows an attempt. */
public sealed interface Settlement {
    /** It is delivered; nothing is owed any more. */
    record Done() implements Settlement {}

    /**
     * It is tried again.
     *
     * @param at not before this
     */
    record Again(Instant at) implements Settlement {}

    /** It is given up, and kept as a {@link DeadLetter}. */
    record Dead(DeadReason reason) implements Settlement {}
}
