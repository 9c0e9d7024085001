package dev.carillon.rule;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The pauses before the retries of a delivery. A value that exists is valid; {@link ScheduleText}
 * reads one from a topic's attribute.
 */
public sealed interface RetrySchedule {
    /** The longest pause of a schedule, except of a fixed one. */
    Duration LONGEST = Duration.ofDays(7);

    /** Returns the default: 1 s, doubled each time up to 5 min, jittered to 50-100 %. */
    static RetrySchedule usual() {
        return new Exponential(Duration.ofSeconds(1), 2, Duration.ofMinutes(5), 0.5);
    }

    /**
     * Returns the pause before a retry.
     *
     * @param retry 1 for the first retry, 2 for the second, …
     * @param random draws the jitter, if the schedule has any
     */
    Duration pause(int retry, RandomGenerator random);

    /** Returns the longest pause before any retry. */
    Duration longest();

    /** Returns the shortest pause before any retry, without regard to retries without pause. */
    Duration shortest();

    /**
     * Returns whether a wait may end early, when the endpoint is known to work again: true if the
     * pauses only estimate how long it will be in trouble, false if a user set them.
     */
    boolean endsWithTheTrouble();

    /** Returns whether a pause becomes longer if the endpoint asks for that. */
    default boolean heedsRetryAfter() {
        return true;
    }

    /** A schedule with the same pause before every retry; zero = no pause. */
    record Fixed(Duration each) implements RetrySchedule {
        public Fixed {
            require(!each.isNegative(), "a pause cannot be negative");
        }

        @Override
        public Duration pause(int retry, RandomGenerator random) {
            return each;
        }

        @Override
        public Duration longest() {
            return each;
        }

        @Override
        public Duration shortest() {
            return each;
        }

        @Override
        public boolean endsWithTheTrouble() {
            return false;
        }
    }

    /**
     * A schedule with pauses that grow by a factor.
     *
     * @param first before the first retry, at least 1 ms
     * @param factor from one to the next, 1 to 10
     * @param longest the pause at which they stop growing
     * @param jitter the random part of each pause, 0 to 1: with 0.5 it is 50-100 %
     */
    record Exponential(Duration first, double factor, Duration longest, double jitter)
            implements RetrySchedule {
        private static final double MOST = 10;

        public Exponential {
            require(first.toMillis() > 0, "the first pause is 1ms or more");
            require(longest.compareTo(first) >= 0, "the longest pause is not below the first");
            require(longest.compareTo(LONGEST) <= 0, "no pause is above 7d");
            require(factor >= 1 && factor <= MOST, "factor is a number from 1 to 10");
            require(jitter >= 0 && jitter <= 1, "jitter is a number from 0 to 1");
        }

        @Override
        public Duration pause(int retry, RandomGenerator random) {
            double grown = first.toMillis() * Math.pow(factor, retry - 1.0);
            long full = (long) Math.min(grown, (double) longest.toMillis());
            long least = Math.round(full * (1 - jitter));
            return Duration.ofMillis(least + random.nextLong(full - least + 1));
        }

        @Override
        public Duration shortest() {
            return Duration.ofMillis(Math.round(first.toMillis() * (1 - jitter)));
        }

        @Override
        public boolean endsWithTheTrouble() {
            return true;
        }
    }

    /** A schedule with a pause for each retry, 1 to 100 of them; the last one repeats. */
    record Listed(List<Duration> pauses) implements RetrySchedule {
        private static final int MOST = 100;

        public Listed {
            pauses = List.copyOf(pauses);
            require(!pauses.isEmpty() && pauses.size() <= MOST, "a list has 1 to 100 pauses");
            for (Duration pause : pauses) {
                require(!pause.isNegative(), "a pause cannot be negative");
                require(pause.compareTo(LONGEST) <= 0, "no pause is above 7d");
            }
        }

        @Override
        public Duration pause(int retry, RandomGenerator random) {
            return pauses.get(Math.min(retry, pauses.size()) - 1);
        }

        @Override
        public Duration longest() {
            return Collections.max(pauses);
        }

        @Override
        public Duration shortest() {
            return Collections.min(pauses);
        }

        @Override
        public boolean endsWithTheTrouble() {
            return false;
        }
    }

    /**
     * The schedule of the B2 Event Broker: no pause before the first retry, then pauses that
     * double, exactly, whatever the endpoint asks for.
     *
     * @param second the pause before the second retry, 1 ms to {@link #LONGEST}
     */
    record Doubled(Duration second) implements RetrySchedule {
        public Doubled {
            require(second.toMillis() > 0, "the second pause is 1ms or more");
            require(second.compareTo(RetrySchedule.LONGEST) <= 0, "no pause is above 7d");
        }

        @Override
        public Duration pause(int retry, RandomGenerator random) {
            double millis = second.toMillis() * Math.pow(2, retry - 2.0);
            return retry == 1
                    ? Duration.ZERO
                    : Duration.ofMillis(
                            (long) Math.min(millis, (double) RetrySchedule.LONGEST.toMillis()));
        }

        @Override
        public Duration longest() {
            return RetrySchedule.LONGEST;
        }

        @Override
        public Duration shortest() {
            return Duration.ZERO;
        }

        @Override
        public boolean endsWithTheTrouble() {
            return false;
        }

        @Override
        public boolean heedsRetryAfter() {
            return false;
        }
    }

    /**
     * The four phases of SNS: immediate retries, retries after the shortest pause, retries after
     * growing pauses (as many as the other phases leave), retries after the longest pause.
     *
     * @param retries in all phases together, 0 to 100: after them a delivery is given up
     * @param atOnce retries of the first phase
     * @param afterShortest retries of the second phase
     * @param afterLongest retries of the last phase
     * @param shortest 1 s up to {@code longest}
     * @param longest up to 1 h
     * @param growth of the pauses in the third phase
     */
    record Phased(
            int retries,
            int atOnce,
            int afterShortest,
            int afterLongest,
            Duration shortest,
            Duration longest,
            Growth growth)
            implements RetrySchedule {
        private static final int MOST = 100;
        private static final Duration AN_HOUR = Duration.ofHours(1);
        private static final Duration A_SECOND = Duration.ofSeconds(1);

        public Phased {
            require(retries >= 0 && retries <= MOST, "numRetries is 0 to 100");
            require(
                    atOnce >= 0 && afterShortest >= 0 && afterLongest >= 0,
                    "no number of retries is negative");
            require(
                    (long) atOnce + afterShortest + afterLongest <= retries,
                    "numNoDelayRetries, numMinDelayRetries and numMaxDelayRetries are together not"
                            + " above numRetries");
            require(
                    shortest.compareTo(A_SECOND) >= 0 && shortest.compareTo(longest) <= 0,
                    "minDelayTarget is 1 up to maxDelayTarget (20 unless set)");
            require(longest.compareTo(AN_HOUR) <= 0, "maxDelayTarget is at most 3600");
        }

        @Override
        public Duration pause(int retry, RandomGenerator random) {
            int growing = retries - atOnce - afterShortest - afterLongest;
            int step = retry - atOnce - afterShortest;
            if (retry <= atOnce) {
                return Duration.ZERO;
            }
            if (step <= 0) {
                return shortest;
            }
            return step > growing ? longest : growth.pause(step - 1, growing - 1, this);
        }

        @Override
        public boolean endsWithTheTrouble() {
            return false;
        }
    }

    /**
     * The way in which pauses grow from the shortest to the longest. SNS names the four ways but
     * does not publish their formulas; these formulas are Carillon's own, and all begin with the
     * shortest pause and end with the longest.
     */
    enum Growth {
        /** Growth by the same amount each time. */
        LINEAR,
        /** Growth by an amount that itself grows by the same each time: 1, 2, 3, … */
        ARITHMETIC,
        /** Growth by the same factor each time. */
        GEOMETRIC,
        /** Growth by an amount that doubles each time: 1, 2, 4, … */
        EXPONENTIAL;

        /** Returns the pause after {@code step} of {@code steps} steps. */
        private Duration pause(int step, int steps, Phased of) {
            if (steps == 0) {
                return of.shortest();
            }
            double low = of.shortest().toMillis();
            double high = of.longest().toMillis();
            double millis =
                    switch (this) {
                        case LINEAR -> between(low, high, (double) step / steps);
                        case ARITHMETIC ->
                                between(low, high, step * (step + 1.0) / (steps * (steps + 1.0)));
                        case GEOMETRIC -> low * Math.pow(high / low, (double) step / steps);
                        case EXPONENTIAL ->
                                between(
                                        low,
                                        high,
                                        (Math.pow(2, step) - 1) / (Math.pow(2, steps) - 1));
                    };
            return Duration.ofMillis(Math.round(millis));
        }

        private static double between(double low, double high, double part) {
            return low + (high - low) * part;
        }
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new RefusedException(rule);
        }
    }
}
