package dev.carillon.deliver;

import dev.carillon.delivery.DeadReason;

/** The result of asking {@link Targets} for the destination of a lane. */
sealed interface Lookup {
    /** The destination was found. */
    record Found(Destination to) implements Lookup {}

    /**
     * The lane has no destination any more and never will.
     *
     * @param why the reason for giving up what it owes
     */
    record Gone(DeadReason why) implements Lookup {}

    /**
     * The look-up failed inside the server; a retry may succeed.
     *
     * @param why in words for the operator
     */
    record Failed(String why) implements Lookup {}
}
