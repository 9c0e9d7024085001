package dev.carillon.deliver;

/**
 * The attempts of a delivery.
 *
 * @param own attempts of its own
 * @param shared failed probes of other deliveries that count as attempts of this one
 */
record Tries(int own, int shared) {
    /** Returns the number of attempts that count towards the limit of a topic. */
    int all() {
        return own + shared;
    }
}
