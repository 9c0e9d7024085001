package dev.carillon.deliver;

import java.time.Duration;
import java.time.Instant;

/**
 * Keeps attempts away from an endpoint that is in trouble: opens after {@value #OPENS_AT} failures
 * in a row, then lets one probe through after 1 s, 2 s, 4 s … 30 s until one succeeds. Pure state,
 * for one thread at a time.
 */
final class Breaker {
    static final int OPENS_AT = 5;
    static final Duration FIRST_PROBE = Duration.ofSeconds(1);
    static final Duration LAST_PROBE = Duration.ofSeconds(30);

    private int failures;
    private Duration wait = Duration.ZERO;
    private Instant probeAt = Instant.EPOCH;
    private boolean probing;

    /** Whether nothing is held back. */
    boolean closed() {
        return failures < OPENS_AT;
    }

    /** Whether an attempt may start now; where it may as the probe, {@link #starting} takes it. */
    boolean admits(Instant now) {
        return closed() || (!probing && !now.isBefore(probeAt));
    }

    /** An attempt starts that {@link #admits} allowed. */
    void starting() {
        probing = !closed();
    }

    /** When the next probe may start; only of use while not {@link #closed}. */
    Instant probeAt() {
        return probing ? Instant.MAX : probeAt;
    }

    private void succeeded() {
        failures = 0;
        probing = false;
        wait = Duration.ZERO;
    }

    /** One that started before the breaker opened counts no further. */
    private void failed(Instant now) {
        if (!closed() && !probing) {
            return;
        }
        failures = Math.min(failures + 1, OPENS_AT);
        probing = false;
        if (!closed()) {
            wait = wait.isZero() ? FIRST_PROBE : shorter(wait.multipliedBy(2));
            probeAt = now.plus(wait);
        }
    }

    /** The attempt that {@link #starting} announced was not made after all. */
    void abandoned() {
        probing = false;
    }

    /** Takes in what an attempt said. A probe that says nothing has not shown that it works. */
    void learn(Sign sign, Instant now) {
        switch (sign) {
            case WORKS -> succeeded();
            case TROUBLE -> failed(now);
            case NOTHING -> {
                if (probing) {
                    failed(now);
                }
            }
        }
    }

    private static Duration shorter(Duration doubled) {
        return doubled.compareTo(LAST_PROBE) < 0 ? doubled : LAST_PROBE;
    }
}
