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
 * What a topic's attributes say, as the simulation itself reads them: the judge must not ask the
 * judged.
 *
 * @param seconds how old an event may become
 * @param retries tries after the first
 * @param waits the pauses before retries
 * @param finals answers after which it is given up at once
 * @param pace how fast it is told
 * @param room how much it may be owed
 * @param together how many deliveries may share a message
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
     * How fast a topic is told.
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

    /** Nothing is limited but how many share a message, and it never gives up. */
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

    /** Any terms, but for those that give up, and one delivery in each message. */
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

    /** Those of a rule with its own address, which is suspended after so many seconds. */
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

    /** How many may share a message: any number. */
    static int drawnTogether(RandomGenerator random) {
        return random.nextInt(3) > 0 ? 1 : 2 + random.nextInt(8);
    }

    /** Any terms. */
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

    /** As a user writes them. */
    Map<String, String> attributes(String address, String opaque) {
        var attributes = new TreeMap<String, String>();
        attributes.put("OpaqueData", opaque);
        if (reachable) {
            attributes.put("push-endpoint", address);
        }
        seconds.ifPresent(it -> attributes.put("time_to_live", Integer.toString(it)));
        retries.ifPresent(it -> attributes.put("max_retries", Integer.toString(it)));
        attributes.putAll(waits.said());
        if (!finals.equals(Set.of(GONE))) {
            attributes.put("final-statuses", "400,404");
        }
        attributes.putAll(pace.said());
        attributes.putAll(room.said());
        return attributes;
    }

    /** Whether what ages since then is too old to be tried. */
    boolean expired(Instant since, Instant at) {
        return seconds.isPresent() && !at.isBefore(since.plusSeconds(seconds.getAsInt()));
    }

    /** Whether as many retries are allowed, after the same pauses. */
    boolean sameRetries(ExpectedPolicy other) {
        return retries.equals(other.retries) && waits.equals(other.waits);
    }

    /** Whether what was tried so often is to be given up. */
    boolean exhausted(int tries) {
        return retries.isPresent() && tries > retries.getAsInt();
    }

    /** Whether a probe that ends like this counts as a try of all that is owed. */
    boolean countsForAll(AttemptResult result) {
        return retries.isPresent()
                && switch (result) {
                    case AttemptResult.Accepted _ -> false;
                    case AttemptResult.Refused(int status, _, _) -> AWAY.contains(status);
                    case AttemptResult.Unreachable _, AttemptResult.TimedOut _ -> true;
                };
    }

    /** A probe of another delivery, or its own, has failed; for certain or perhaps. */
    void probed(Promised it, boolean own, boolean certain, AttemptResult result, Instant at) {
        it.shared.mayCount(own, waits, at);
        Duration longest = waits.longest(retries.orElse(0) + 1);
        if (certain) {
            it.shared.counts(own, longest, retryAfter(result), at);
        } else {
            it.shared.mayPause(Waits.longer(longest, retryAfter(result)), at);
        }
    }

    /** Whether an answer says that the far end works, though it may not like this event. */
    static boolean works(AttemptResult result) {
        return switch (result) {
            case AttemptResult.Accepted _ -> true;
            case AttemptResult.Refused(int status, _, _) ->
                    status < SERVER_ERRORS && status != TOO_MANY_REQUESTS;
            case AttemptResult.Unreachable _, AttemptResult.TimedOut _ -> false;
        };
    }

    /** Whether an answer refuses for good what was told. */
    boolean refusesForGood(AttemptResult result) {
        return result instanceof AttemptResult.Refused refused && finals.contains(refused.status());
    }

    /**
     * What must follow an attempt of a delivery that has counted it.
     *
     * @param alone whether nothing else was in the message: else nobody knows what was refused
     */
    Verdict after(AttemptResult result, boolean alone, Promised it, Instant since, Moment now) {
        if (result.accepted()) {
            return new Verdict.Told();
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

    /** The earliest that a next attempt may begin. */
    private Instant due(AttemptResult result, int tries, Instant since, Instant at) {
        Instant due = at.plus(Waits.longer(waits.shortest(tries), retryAfter(result)));
        Instant end = since.plusSeconds(seconds.orElse(Integer.MAX_VALUE));
        return due.isBefore(end) ? due : end;
    }

    private static Duration retryAfter(AttemptResult result) {
        Optional<Duration> asked =
                result instanceof AttemptResult.Refused refused
                        ? refused.retryAfter()
                        : Optional.empty();
        return Waits.obeyed(asked.orElse(Duration.ZERO));
    }
}
