package dev.carillon.deliver;

import java.time.Duration;

/**
 * Finds how many attempts an endpoint stands at once: grows by one for every full round of
 * successes while all places are taken, halves when the endpoint fails. Pure state, for one thread
 * at a time.
 *
 * <p>From {@value #START} on it does not grow while the endpoint does not keep up: while attempts
 * take clearly longer than they once did. Longer may also be just how the endpoint is by now. So
 * after a while the limit is halved: if attempts are quicker then, it was us who made them slow,
 * and what they took at best stays the measure; if not, what they take now is.
 */
final class Concurrency {
    static final int START = 8;

    /** So many full rounds without growth, then it is measured anew. */
    static final int PATIENCE = 64;

    private int most;
    private double limit;
    private double roundsHeld;
    private final Latency latency = new Latency();

    /** Begins with {@value #START}, or {@code most} if that is less. */
    Concurrency(int most) {
        this.most = most;
        this.limit = Math.min(START, most);
    }

    /** How many attempts may be in flight. */
    int limit() {
        return (int) limit;
    }

    /** From now on there may never be more than this. */
    void most(int attempts) {
        most = attempts;
        limit = Math.min(limit, most);
    }

    /** An attempt was accepted, and took so long. */
    void took(Duration time) {
        latency.add(time);
    }

    /**
     * The endpoint works.
     *
     * @param inFlight how many attempts were under way, this one included
     */
    void succeeded(int inFlight) {
        if (inFlight < limit() || limit >= most) {
            return;
        }
        if (limit >= START && latency.raised()) {
            hold();
        } else {
            roundsHeld = 0;
            limit = Math.min(most, limit + 1 / limit);
        }
    }

    /** The endpoint failed. */
    void failed() {
        limit = Math.max(1, limit / 2);
    }

    private void hold() {
        roundsHeld += 1 / limit;
        if (roundsHeld >= PATIENCE) {
            roundsHeld = 0;
            latency.measureAnew((int) limit);
            limit /= 2;
        }
    }

    /**
     * How long accepted attempts take of late, and took at best. Both are means over some attempts:
     * one that is quick by chance sets no mark for the others.
     */
    private static final class Latency {
        /** How many attempts the mean is about. */
        private static final int MEAN_OF = 16;

        /** Clearly longer: more than twice as long, and 5 ms more, which is noise. */
        private static final double TIMES = 2;

        private static final double NOISE_NANOS = 5_000_000;

        /** Clearly quicker, as a part of what it was. */
        private static final double QUICKER = 0.75;

        private long attempts;
        private double recent;
        private double before;
        private double best = Double.MAX_VALUE;

        void add(Duration time) {
            attempts++;
            if (attempts <= 0) {
                return;
            }
            recent += (time.toNanos() - recent) / Math.min(attempts, MEAN_OF);
            if (attempts == MEAN_OF && recent > QUICKER * before) {
                best = recent;
            } else if (attempts >= MEAN_OF) {
                best = Math.min(best, recent);
            }
        }

        boolean raised() {
            return attempts >= MEAN_OF && recent > TIMES * best + NOISE_NANOS;
        }

        /**
         * Finds out whether attempts are quicker from now on.
         *
         * @param underWay attempts that say nothing of it: they began before
         */
        void measureAnew(int underWay) {
            before = recent;
            recent = 0;
            attempts = -underWay;
        }
    }
}
