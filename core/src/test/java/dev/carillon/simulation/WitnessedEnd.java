package dev.carillon.simulation;

import static dev.carillon.simulation.Demands.demand;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.simulation.SeededTasks.Moment;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a lane can know of its far end by the attempts it made: so how many it may make at once, how
 * fast, and whether its breaker must be open.
 */
final class WitnessedEnd {
    /** What {@code Concurrency} starts with, and by how much it may have grown: one a round. */
    private static final int START = 8;

    private static final int OPENS_AT = 5;
    private static final Duration FIRST_PROBE = Duration.ofSeconds(1);
    private static final int TOO_MANY_REQUESTS = 429;

    /** What part of a second's attempts may come at once, as a divisor. */
    private static final int BURST_PART = 10;

    private final boolean replay;
    private final Deque<Instant> lately = new ArrayDeque<>();
    private int probes;
    private long worked;
    private int troubles;
    private long openSince = Long.MAX_VALUE;
    private int failures;
    private long mayBeOpenSince = Long.MAX_VALUE;
    private Instant probeFrom = Instant.EPOCH;

    WitnessedEnd(boolean replay) {
        this.replay = replay;
    }

    boolean breakerOpen() {
        return openSince < Long.MAX_VALUE;
    }

    /** Whether an attempt that was decided then is a probe, for certain. */
    boolean surelyProbe(Moment decided) {
        return decided.step() >= openSince;
    }

    /** Whether the breaker may be open. */
    boolean mayBeOpen() {
        return mayBeOpenSince < Long.MAX_VALUE;
    }

    /** Whether it may be one: also failures that say nothing here may have opened the breaker. */
    boolean maybeProbe(Moment decided) {
        return decided.step() >= mayBeOpenSince;
    }

    /** An attempt was decided, so that there are {@code inFlight} of them. */
    void decided(Moment now, int inFlight, ExpectedPolicy.Pace pace) {
        long most = Math.min(atOnce(pace), START + 1 + worked / START);
        demand(inFlight <= most, () -> inFlight + " attempts at once, at most " + most);
        checkPace(now.at(), pace.perSecond());
        if (now.step() >= openSince) {
            checkProbe(now.at());
        }
    }

    /** What is sent again has half of everything. */
    private int atOnce(ExpectedPolicy.Pace pace) {
        return replay ? Math.max(1, pace.atOnce() / 2) : pace.atOnce();
    }

    private void checkPace(Instant now, int perSecond) {
        var time = Duration.ofSeconds(replay ? 2 : 1);
        while (!lately.isEmpty() && !lately.getFirst().plus(time).isAfter(now)) {
            lately.removeFirst();
        }
        lately.addLast(now);
        int burst = Math.max(1, (replay ? perSecond / 2 : perSecond) / BURST_PART);
        demand(
                lately.size() - burst <= perSecond,
                () ->
                        "%d attempts within %s, at most %d and %d at once"
                                .formatted(lately.size(), time, perSecond, burst));
    }

    /** While the breaker is open, there is one attempt at a time, and a pause after each. */
    private void checkProbe(Instant now) {
        probes++;
        demand(probes <= 1, () -> "a second probe while the breaker is open");
        demand(
                !now.isBefore(probeFrom),
                () -> "a probe at %s, not before %s".formatted(now, probeFrom));
    }

    /** What was decided then is not made after all. */
    void abandoned(Moment decided) {
        probes -= decided.step() >= openSince ? 1 : 0;
    }

    /** The attempt that was decided then has ended. */
    void answered(Moment decided, AttemptResult result, Moment now) {
        if (decided.step() >= openSince) {
            probes--;
            probeFrom = now.at().plus(FIRST_PROBE);
        }
        failures++;
        mayBeOpenSince = failures == OPENS_AT ? now.step() : mayBeOpenSince;
        if (ExpectedPolicy.works(result)) {
            works();
        } else if (speaksOfTheEnd(result)) {
            trouble(now.step());
        }
    }

    /** A server's error may be the fault of the one delivery: it says nothing here. */
    private static boolean speaksOfTheEnd(AttemptResult result) {
        return !(result instanceof AttemptResult.Refused refused)
                || refused.status() == TOO_MANY_REQUESTS;
    }

    private void trouble(long step) {
        troubles++;
        if (troubles == OPENS_AT) {
            openSince = step;
            // It may have opened before, by failures that say nothing here.
            probeFrom = Instant.EPOCH;
            probes = 0;
        }
    }

    private void works() {
        worked++;
        troubles = 0;
        failures = 0;
        mayBeOpenSince = Long.MAX_VALUE;
        openSince = Long.MAX_VALUE;
        probes = 0;
    }

    /** Another rate holds: what came before says nothing any more. */
    void paceChanged() {
        lately.clear();
    }

    /** The process starts anew and knows nothing. */
    void forget() {
        lately.clear();
        works();
        worked = 0;
    }
}
