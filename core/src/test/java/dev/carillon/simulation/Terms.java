package dev.carillon.simulation;

import dev.carillon.delivery.AttemptResult;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * What a topic's attributes say about giving up, as the simulation itself reads them: the judge
 * must not ask the judged.
 *
 * @param seconds how old an event may become
 * @param retries tries after the first
 * @param pause seconds before every retry
 * @param reachable whether the topic names an endpoint
 */
record Terms(OptionalInt seconds, OptionalInt retries, OptionalInt pause, boolean reachable) {
    private static final int GONE = 410;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERRORS = 500;
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);
    static final Duration LONGEST_WAIT = LONGEST_RETRY_AFTER;
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /** Never gives up. */
    static Terms none() {
        return new Terms(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), true);
    }

    /** Any terms, half of them with a limit. */
    static Terms drawn(RandomGenerator random) {
        return new Terms(
                maybe(random, 20 + random.nextInt(300)),
                maybe(random, 1 + random.nextInt(4)),
                maybe(random, random.nextInt(6)),
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
        pause.ifPresent(it -> attributes.put("retry_sleep_duration", Integer.toString(it)));
        return attributes;
    }

    /** Whether an event that happened then is too old to be tried. */
    boolean expired(Instant happened, Instant at) {
        return seconds.isPresent() && !at.isBefore(happened.plusSeconds(seconds.getAsInt()));
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

    /** What must follow an attempt, the {@code tries}-th, of an event that happened then. */
    Verdict after(AttemptResult result, int tries, Instant happened, Instant at) {
        if (result.accepted()) {
            return new Verdict.Told();
        }
        if (result instanceof AttemptResult.Refused refused && refused.status() == GONE) {
            return new Verdict.GivenUp("refused");
        }
        if (retries.isPresent() && tries > retries.getAsInt()) {
            return new Verdict.GivenUp("retries-exhausted");
        }
        if (expired(happened, at)) {
            return new Verdict.GivenUp("expired");
        }
        boolean answered = result instanceof AttemptResult.Refused;
        return new Verdict.Again(due(result, tries, happened, at), answered);
    }

    /** The earliest that a next attempt may begin: where it is jittered, after half the pause. */
    private Instant due(AttemptResult result, int tries, Instant happened, Instant at) {
        Duration own = pause.isPresent() ? Duration.ofSeconds(pause.getAsInt()) : growing(tries);
        Instant due = at.plus(longer(own, retryAfter(result)));
        Instant end = happened.plusSeconds(seconds.orElse(Integer.MAX_VALUE));
        return due.isBefore(end) ? due : end;
    }

    private static Duration growing(int tries) {
        var full = Duration.ofSeconds(1L << Math.min(tries - 1, 16));
        return shorter(full, LONGEST_PAUSE).dividedBy(2);
    }

    private static Duration retryAfter(AttemptResult result) {
        Optional<Duration> asked =
                result instanceof AttemptResult.Refused refused
                        ? refused.retryAfter()
                        : Optional.empty();
        return shorter(asked.orElse(Duration.ZERO), LONGEST_RETRY_AFTER);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
