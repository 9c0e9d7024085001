package dev.carillon.deliver;

import dev.carillon.rule.RetrySchedule;

import java.time.Duration;
import java.time.Instant;

/**
 * Keeps attempts away from an endpoint in trouble: opens after {@value #OPENS_AT} failures in a
 * row, then admits one probe after 1 s, 2 s, 4 s … 30 s until one succeeds. If a topic names its
 * pauses, a probe comes no later than the shortest of them, but not before 1 s. Pure state, not
 * thread-safe.
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

    /** Makes probes follow the pauses of this schedule if it names them. */
    void use(RetrySchedule schedule) {
        Duration named = schedule.endsWithTheTrouble() ? LAST_PROBE : schedule.shortest();
        longest = longer(shorter(named, LAST_PROBE), FIRST_PROBE);
        wait = shorter(wait, longest);
    }

    /** Returns whether the breaker is closed, so that no attempt is held back. */
    boolean closed() {
        return failures < OPENS_AT;
    }

    /**
     * Returns whether an attempt may start now. If it may start as the probe, {@link #starting}
     * makes it the probe.
     */
    boolean admits(Instant now) {
        return closed() || (!probing && !now.isBefore(probeAt));
    }

    /**
     * Notes that an attempt starts which {@link #admits} allowed.
     *
     * @return whether it is the probe
     */
    boolean starting() {
        probing = !closed();
        return probing;
    }

    /** Returns when the next probe may start; only meaningful while not {@link #closed}. */
    Instant probeAt() {
        return probing ? Instant.MAX : probeAt;
    }

    /** Notes that the probe announced by {@link #starting} was not made. */
    void abandoned() {
        probing = false;
    }

    /**
     * Learns from the result of an attempt. A probe without a signal has not shown that the
     * endpoint works. Any other attempt that fails while the breaker is open began before that, and
     * does not count.
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
