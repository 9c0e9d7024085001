package dev.carillon.deliver;

import java.time.Duration;

/**
 * Finds how many concurrent attempts an endpoint can handle: the limit grows by one for every full
 * round of successes while all places are taken, and is halved when the endpoint fails. Pure state,
 * not thread-safe.
 *
 * <p>From {@value #START} on it does not grow while attempts take clearly longer than they did at
 * best, which means that the endpoint does not keep up. The endpoint may also have become slower
 * for good. So after a while the limit is halved: if attempts are quicker then, the load had made
 * them slow, and the best time stays the measure; if not, the present time becomes the measure.
 */
final class Concurrency {
    static final int START = 8;

    /** The number of full rounds without growth after which the time is measured again. */
    static final int PATIENCE = 64;

    private int most;
    private double limit;
    private double roundsHeld;
    private final Latency latency = new Latency();

    /** Starts with {@value #START}, or {@code most} if that is smaller. */
    Concurrency(int most) {
        this.most = most;
        this.limit = Math.min(START, most);
    }

    /** Returns how many attempts may be in flight. */
    int limit() {
        return (int) limit;
    }

    /** Sets the largest number that the limit may reach from now on. */
    void most(int attempts) {
        most = attempts;
        limit = Math.min(limit, most);
    }

    /** Learns the time of an accepted attempt. */
    void took(Duration time) {
        latency.add(time);
    }

    /**
     * Notes that the endpoint works.
     *
     * @param inFlight the number of attempts in flight, this one included
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

    /** Notes that the endpoint failed. */
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
     * The recent and the best time of accepted attempts. Both are means over several attempts, so
     * that one that is quick by chance does not set the measure.
     */
    private static final class Latency {
        /** The number of attempts in the mean. */
        private static final int MEAN_OF = 16;

        /**
         * The factor that counts as clearly longer: more than twice as long, and by more than 5 ms,
         * which is noise.
         */
        private static final double TIMES = 2;

        private static final double NOISE_NANOS = 5_000_000;

        /** The part of the former time that counts as clearly quicker. */
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
         * Begins to measure whether attempts are quicker from now on.
         *
         * @param underWay attempts that began before and are ignored
         */
        void measureAnew(int underWay) {
            before = recent;
            recent = 0;
            attempts = -underWay;
        }
    }
}
