package dev.carillon.simulation;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.simulation.SeededTasks.Moment;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The policy that follows from a topic's attributes, as the simulation computes it by itself,
 * independently of the code under test.
 *
 * @param seconds the time to live of an event
 * @param retries the number of tries after the first
 * @param waits the pauses before retries
 * @param finals statuses after which a delivery is given up at once
 * @param pace the limits of attempts
 * @param room the limits of the queue
 * @param together the largest number of deliveries in a message
 * @param reachable whether the topic names an endpoint
 */
record ExpectedPolicy(
        OptionalInt seconds,
        OptionalInt retries,
        Waits waits,
        Set<Integer> finals,
        Pace pace,
        Room room,
        int together,
        boolean reachable) {
    private static final int GONE = 410;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERRORS = 500;
    private static final Set<Integer> AWAY = Set.of(TOO_MANY_REQUESTS, 502, 503, 504);

    /**
     * The limits of a topic's attempts.
     *
     * @param timeoutMillis of an attempt
     * @param atOnce most attempts at once
     * @param perSecond most attempts in a second, {@link Integer#MAX_VALUE} for no limit
     */
    record Pace(int timeoutMillis, int atOnce, int perSecond) {
        private static final int USUAL_TIMEOUT = 10_000;
        private static final int USUAL_AT_ONCE = 256;
        static final Pace USUAL = new Pace(USUAL_TIMEOUT, USUAL_AT_ONCE, Integer.MAX_VALUE);

        static Pace drawn(RandomGenerator random) {
            return new Pace(
                    random.nextInt(3) > 0 ? USUAL_TIMEOUT : 1_000,
                    random.nextInt(2) > 0 ? USUAL_AT_ONCE : 1 + random.nextInt(4),
                    random.nextInt(3) > 0 ? Integer.MAX_VALUE : 2 + random.nextInt(30));
        }

        private Map<String, String> said() {
            var said = new TreeMap<String, String>();
            said.put("timeout", timeoutMillis + "ms");
            said.put("max-concurrency", Integer.toString(atOnce));
            if (perSecond < Integer.MAX_VALUE) {
                said.put("rate-limit", perSecond + "/s");
            }
            return said;
        }

        Duration timeout() {
            return Duration.ofMillis(timeoutMillis);
        }
    }

    /** Returns a policy that limits only the deliveries in a message, and never gives up. */
    static ExpectedPolicy none(int together) {
        return new ExpectedPolicy(
                OptionalInt.empty(),
                OptionalInt.empty(),
                Waits.USUAL,
                Set.of(GONE),
                Pace.USUAL,
                Room.ENDLESS,
                together,
                true);
    }

    /** Draws a policy that never gives up, with one delivery in each message. */
    static ExpectedPolicy patient(RandomGenerator random) {
        return new ExpectedPolicy(
                OptionalInt.empty(),
                OptionalInt.empty(),
                Waits.drawn(random),
                Set.of(GONE),
                Pace.drawn(random),
                Room.ENDLESS,
                1,
                true);
    }

    /**
     * Returns the policy of a rule with its own address, which is suspended after {@code patience}
     * seconds.
     */
    static ExpectedPolicy own(int patience, int together) {
        return new ExpectedPolicy(
                OptionalInt.of(patience),
                OptionalInt.empty(),
                Waits.USUAL,
                Set.of(GONE),
                new Pace(3_000, Pace.USUAL_AT_ONCE, Integer.MAX_VALUE),
                Room.ENDLESS,
                together,
                true);
    }

    /** Draws the largest number of deliveries in a message. */
    static int drawnTogether(RandomGenerator random) {
        return random.nextInt(3) > 0 ? 1 : 2 + random.nextInt(8);
    }

    /** Draws a policy. */
    static ExpectedPolicy drawn(RandomGenerator random) {
        return new ExpectedPolicy(
                maybe(random, 20 + random.nextInt(300)),
                maybe(random, 1 + random.nextInt(4)),
                Waits.drawn(random),
                random.nextInt(4) > 0 ? Set.of(GONE) : Set.of(400, 404, GONE),
                Pace.drawn(random),
                Room.drawn(random),
                drawnTogether(random),
                random.nextInt(12) > 0);
    }

    private static OptionalInt maybe(RandomGenerator random, int value) {
        return random.nextInt(3) == 0 ? OptionalInt.of(value) : OptionalInt.empty();
    }

    /** Returns the attributes as a user writes them. */
    Map<String, String> attributes(String address, String opaque) {
        var attributes = new TreeMap<String, String>();
        attributes.put("OpaqueData", opaque);
        if (reachable) {
            attributes.put("push-endpoint", address);
        }
        seconds.ifPresent(second -> attributes.put("time_to_live", Integer.toString(second)));
        retries.ifPresent(retry -> attributes.put("max_retries", Integer.toString(retry)));
        attributes.putAll(waits.said());
        if (!finals.equals(Set.of(GONE))) {
            attributes.put("final-statuses", "400,404");
        }
        attributes.putAll(pace.said());
        attributes.putAll(room.said());
        return attributes;
    }

    /** Returns whether a delivery that ages since then is too old at that time. */
    boolean expired(Instant since, Instant at) {
        return seconds.isPresent() && !at.isBefore(since.plusSeconds(seconds.getAsInt()));
    }

    /** Returns whether retries and pauses are the same. */
    boolean sameRetries(ExpectedPolicy other) {
        return retries.equals(other.retries) && waits.equals(other.waits);
    }

    /** Returns whether a delivery with so many tries is to be given up. */
    boolean exhausted(int tries) {
        return retries.isPresent() && tries > retries.getAsInt();
    }

    /** Returns whether a probe with this result counts as a try of all owed deliveries. */
    boolean countsForAll(AttemptResult result) {
        return retries.isPresent()
                && switch (result) {
                    case AttemptResult.Accepted _ -> false;
                    case AttemptResult.Refused refused ->
                            AWAY.contains(refused.status().orElseThrow());
                    case AttemptResult.Unreachable _, AttemptResult.TimedOut _ -> true;
                };
    }

    /**
     * Counts a failed probe for a delivery.
     *
     * @param own whether the attempt was the delivery's own
     * @param certain whether it was a probe for certain, and not only perhaps
     */
    void probed(Promised it, boolean own, boolean certain, AttemptResult result, Instant at) {
        it.shared.mayCount(own, waits, at);
        Duration longest = waits.longest(retries.orElse(0) + 1);
        if (certain) {
            it.shared.counts(own, longest, retryAfter(result), at);
        } else {
            it.shared.mayPause(own, Waits.longer(longest, retryAfter(result)), at);
        }
    }

    /** Returns whether an answer shows that the endpoint works, even if it refused this event. */
    static boolean works(AttemptResult result) {
        return switch (result) {
            case AttemptResult.Accepted _ -> true;
            case AttemptResult.Refused refused -> works(refused.status().orElseThrow());
            case AttemptResult.Unreachable _, AttemptResult.TimedOut _ -> false;
        };
    }

    /** Returns whether an answer refuses the message permanently. */
    boolean refusesForGood(AttemptResult result) {
        return result instanceof AttemptResult.Refused refused
                && finals.contains(refused.status().orElseThrow());
    }

    /**
     * Returns the required verdict after an attempt of a delivery, which has counted it already.
     *
     * @param alone whether the message had only this delivery; otherwise it is not known which one
     *     was refused
     */
    Verdict after(AttemptResult result, boolean alone, Promised it, Instant since, Moment now) {
        if (result.accepted()) {
            return new Verdict.Delivered();
        }
        if (refusesForGood(result)) {
            return alone ? new Verdict.GivenUp("refused") : new Verdict.Again(now.at(), now, true);
        }
        if (exhausted(it.attempts + it.shared.least())) {
            return new Verdict.GivenUp("retries-exhausted");
        }
        if (exhausted(it.attempts + it.shared.most())) {
            return new Verdict.Again(now.at(), now, false);
        }
        if (expired(since, now.at())) {
            return new Verdict.GivenUp("expired");
        }
        boolean answered = result instanceof AttemptResult.Refused;
        return new Verdict.Again(due(result, it.attempts, since, now.at()), now, answered);
    }

    /** Returns the earliest time of the next attempt. */
    private Instant due(AttemptResult result, int tries, Instant since, Instant at) {
        Instant due = at.plus(Waits.longer(waits.shortest(tries), retryAfter(result)));
        Instant end = since.plusSeconds(seconds.orElse(Integer.MAX_VALUE));
        return due.isBefore(end) ? due : end;
    }

    private static boolean works(int status) {
        return status < SERVER_ERRORS && status != TOO_MANY_REQUESTS;
    }

    private static Duration retryAfter(AttemptResult result) {
        Optional<Duration> asked =
                result instanceof AttemptResult.Refused refused
                        ? refused.retryAfter()
                        : Optional.empty();
        return Waits.obeyed(asked.orElse(Duration.ZERO));
    }
}
