package dev.carillon.delivery;

import java.time.Instant;

/** The decision after an attempt. */
public sealed interface Settlement {
    /** The delivery is done; nothing is owed any more. */
    record Done() implements Settlement {}

    /**
     * The delivery is retried.
     *
     * @param at the earliest time of the next attempt
     */
    record Again(Instant at) implements Settlement {}

    /** The delivery is given up, and kept as a {@link DeadLetter}. */
    record Dead(DeadReason reason) implements Settlement {}
}
