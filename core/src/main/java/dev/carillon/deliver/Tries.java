package dev.carillon.deliver;

/**
 * How often a delivery was tried.
 *
 * @param own attempts of its own
 * @param shared failed probes of other deliveries that count as tries of this one
 */
record Tries(int own, int shared) {
    /** All that count for the limit of a topic. */
    int all() {
        return own + shared;
    }
}
