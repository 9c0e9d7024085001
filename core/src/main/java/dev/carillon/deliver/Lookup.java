package dev.carillon.deliver;

/** What became of asking {@link Targets} where a lane leads. */
sealed interface Lookup {
    /** There. */
    record Found(Destination to) implements Lookup {}

    /** Nowhere, and never again: its topic is deleted. */
    record Gone() implements Lookup {}

    /**
     * Asking failed inside the server; next time it may not.
     *
     * @param why in words for the operator
     */
    record Failed(String why) implements Lookup {}
}
