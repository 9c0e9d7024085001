package dev.carillon.deliver;

/**
 * The tries of a delivery.
 *
 * @param own attempts of its own
 * @param shared failed probes of other deliveries that count as tries of this one
 */
record Tries(int own, int shared) {
    /** The tries that count towards the limit of a topic. */
    int all() {
        return own + shared;
    }
}
