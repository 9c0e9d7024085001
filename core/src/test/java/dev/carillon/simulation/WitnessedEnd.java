package dev.carillon.simulation;

import static dev.carillon.simulation.Demands.demand;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.simulation.SeededTasks.Moment;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The knowledge of an endpoint that a lane has from its attempts: how many it may make at once, how
 * fast, and whether its breaker must be open.
 */
final class WitnessedEnd {
    /** The initial limit of {@code Concurrency}, which may grow by one a round. */
    private static final int START = 8;

    private static final int OPENS_AT = 5;
    private static final Duration FIRST_PROBE = Duration.ofSeconds(1);
    private static final int TOO_MANY_REQUESTS = 429;

    /** The divisor of a second's attempts that gives the number of those that may come at once. */
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

    /** Returns whether an attempt that was decided then is certainly a probe. */
    boolean surelyProbe(Moment decided) {
        return decided.step() >= openSince;
    }

    /** Returns whether the breaker may be open. */
    boolean mayBeOpen() {
        return mayBeOpenSince < Long.MAX_VALUE;
    }

    /**
     * Returns whether an attempt may be a probe: failures that this class ignores may have opened
     * the breaker too.
     */
    boolean maybeProbe(Moment decided) {
        return decided.step() >= mayBeOpenSince;
    }

    /** Checks the decision of an attempt, which makes {@code inFlight} of them. */
    void decided(Moment now, int inFlight, ExpectedPolicy.Pace pace) {
        long most = Math.min(atOnce(pace), START + 1 + worked / START);
        demand(inFlight <= most, () -> inFlight + " attempts at once, at most " + most);
        checkPace(now.at(), pace.perSecond());
        if (now.step() >= openSince) {
            checkProbe(now.at());
        }
    }

    /** Returns the limit of attempts at once; a replay lane has half of it. */
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

    /** Checks that an open breaker allows one attempt at a time, with a pause after each. */
    private void checkProbe(Instant now) {
        probes++;
        demand(probes <= 1, () -> "a second probe while the breaker is open");
        demand(
                !now.isBefore(probeFrom),
                () -> "a probe at %s, not before %s".formatted(now, probeFrom));
    }

    /** Records that an attempt that was decided then is not made after all. */
    void abandoned(Moment decided) {
        probes -= decided.step() >= openSince ? 1 : 0;
    }

    /** Records the end of the attempt that was decided then. */
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

    /**
     * Returns whether a failure is certainly the endpoint's. A server error may be caused by the
     * one delivery, and is ignored here.
     */
    private static boolean speaksOfTheEnd(AttemptResult result) {
        return !(result instanceof AttemptResult.Refused refused)
                || refused.status().orElseThrow() == TOO_MANY_REQUESTS;
    }

    private void trouble(long step) {
        troubles++;
        if (troubles == OPENS_AT) {
            openSince = step;
            // The breaker may have opened before, by failures that are ignored here.
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

    /** Records a change of the rate, which makes earlier attempts irrelevant. */
    void paceChanged() {
        lately.clear();
    }

    /** Forgets everything, as a new process does. */
    void forget() {
        lately.clear();
        works();
        worked = 0;
    }
}
