package dev.carillon.deliver;

import dev.carillon.rule.RetrySchedule;

import java.time.Duration;
import java.time.Instant;

/**
 * Keeps attempts away from an endpoint that is in trouble: opens after {@value #OPENS_AT} failures
 * in a row, then lets one probe through after 1 s, 2 s, 4 s … 30 s until one succeeds; no later
 * than the shortest pause that a topic names, but not before 1 s. Pure state, for one thread at a
 * time.
 */
final class Breaker {
    static final int OPENS_AT = 5;
    static final Duration FIRST_PROBE = Duration.ofSeconds(1);
    static final Duration LAST_PROBE = Duration.ofSeconds(30);

    private int failures;
    private Duration wait = Duration.ZERO;
    private Instant probeAt = Instant.EPOCH;
    private boolean probing;
    private Duration longest = LAST_PROBE;

    /** From now on probes keep step with the pauses of this schedule, where it names them. */
    void use(RetrySchedule schedule) {
        Duration named = schedule.endsWithTheTrouble() ? LAST_PROBE : schedule.shortest();
        longest = longer(shorter(named, LAST_PROBE), FIRST_PROBE);
        wait = shorter(wait, longest);
    }

    /** Whether nothing is held back. */
    boolean closed() {
        return failures < OPENS_AT;
    }

    /** Whether an attempt may start now; where it may as the probe, {@link #starting} takes it. */
    boolean admits(Instant now) {
        return closed() || (!probing && !now.isBefore(probeAt));
    }

    /** An attempt starts that {@link #admits} allowed; says whether it is the probe. */
    boolean starting() {
        probing = !closed();
        return probing;
    }

    /** When the next probe may start; only of use while not {@link #closed}. */
    Instant probeAt() {
        return probing ? Instant.MAX : probeAt;
    }

    /** The probe that {@link #starting} announced was not made after all. */
    void abandoned() {
        probing = false;
    }

    /**
     * Takes in what an attempt said. A probe that says nothing has not shown that it works; any
     * other that fails while the breaker is open began before that, and counts no further.
     */
    void learn(EndpointSignal endpointSignal, boolean probe, Instant now) {
        switch (endpointSignal) {
            case WORKS -> succeeded();
            case TROUBLE -> {
                if (closed() || probe) {
                    failed(now);
                }
            }
            case NOTHING -> {
                if (probe) {
                    failed(now);
                }
            }
        }
    }

    private void succeeded() {
        failures = 0;
        probing = false;
        wait = Duration.ZERO;
    }

    private void failed(Instant now) {
        failures = Math.min(failures + 1, OPENS_AT);
        probing = false;
        if (!closed()) {
            wait = wait.isZero() ? FIRST_PROBE : shorter(wait.multipliedBy(2), longest);
            probeAt = now.plus(wait);
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
