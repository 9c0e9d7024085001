package dev.carillon.deliver;

import dev.carillon.delivery.DeadReason;

/** What became of asking {@link Targets} where a lane leads. */
sealed interface Lookup {
    /** There. */
    record Found(Destination to) implements Lookup {}

    /**
     * Nowhere, and never again.
     *
     * @param why what it owes is given up
     */
    record Gone(DeadReason why) implements Lookup {}

    /**
     * Asking failed inside the server; next time it may not.
     *
     * @param why in words for the operator
     */
    record Failed(String why) implements Lookup {}
}
