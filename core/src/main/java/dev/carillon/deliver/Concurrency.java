package dev.carillon.deliver;

/**
 * Finds how many attempts an endpoint stands at once: grows by one for every full round of
 * successes while all places are taken, halves when the endpoint fails. Pure state, for one thread
 * at a time.
 */
final class Concurrency {
    static final int START = 8;
    static final int MOST = 256;

    private double limit = START;

    /** How many attempts may be in flight. */
    int limit() {
        return (int) limit;
    }

    /**
     * An attempt succeeded.
     *
     * @param inFlight how many were under way, this one included
     */
    void succeeded(int inFlight) {
        if (inFlight >= limit()) {
            limit = Math.min(MOST, limit + 1 / limit);
        }
    }

    /** The endpoint failed. */
    void failed() {
        limit = Math.max(1, limit / 2);
    }
}
