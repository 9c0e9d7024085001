package dev.carillon.deliver;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.rule.DeliveryPolicy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The attempts of a lane that are in flight, and what allows the next one: breaker, concurrency and
 * rate. Pure state, not thread-safe.
 */
final class LaneAttempts {
    private static final long NO_PROBE = 0;

    private final Breaker breaker = new Breaker();
    private final Concurrency concurrency;
    private final Pace pace = new Pace();

    /** The queues of each attempt in flight, by the number of its first delivery. */
    private final Map<Long, List<KeyQueue>> inFlight = new HashMap<>();

    private long probe = NO_PROBE;

    LaneAttempts(DeliveryPolicy policy) {
        this.concurrency = new Concurrency(policy.pacing().maxConcurrency());
    }

    /** Applies a policy to everything that starts from now on. */
    void use(DeliveryPolicy policy) {
        breaker.use(policy.retry().schedule());
        concurrency.most(policy.pacing().maxConcurrency());
        pace.use(policy.pacing().rate());
    }

    /** Returns the present condition of the lane. */
    LaneStatus standing() {
        return new LaneStatus(!breaker.closed(), inFlight.size(), concurrency.limit());
    }

    /** Returns whether none is in flight. */
    boolean isEmpty() {
        return inFlight.isEmpty();
    }

    /** Returns whether the breaker is closed, so that no attempt is held back. */
    boolean unhindered() {
        return breaker.closed();
    }

    /**
     * Returns whether one more attempt may start now.
     *
     * @param reads the number of parked keys being read, each for an attempt
     */
    boolean admits(int reads, Instant now) {
        return places(reads) && breaker.admits(now) && pace.admits(now);
    }

    private boolean places(int reads) {
        return inFlight.size() + reads < concurrency.limit();
    }

    /**
     * Notes that an attempt starts that {@link #admits} allowed, and takes its place in the rate.
     *
     * @return whether it is the probe of the open breaker, which is sent alone
     */
    boolean starting(KeyQueue first, Instant now) {
        boolean probes = breaker.starting();
        if (probes) {
            probe = first.head().number();
        }
        pace.take(now);
        return probes;
    }

    /** Notes that an attempt of the first deliveries of these queues is in flight. */
    void started(List<KeyQueue> batch) {
        batch.forEach(keyQueue -> keyQueue.busy(true));
        inFlight.put(batch.getFirst().head().number(), batch);
    }

    /**
     * Returns the queues of an attempt that ended.
     *
     * @param number of its first delivery
     */
    List<KeyQueue> ended(long number) {
        List<KeyQueue> batch = inFlight.remove(number);
        if (batch == null) {
            throw new IllegalStateException("delivery " + number + " was not in flight");
        }
        batch.forEach(keyQueue -> keyQueue.busy(false));
        return batch;
    }

    /** Returns the queues of an attempt that was not made; if it was the probe, another follows. */
    List<KeyQueue> notMade(long number) {
        List<KeyQueue> batch = ended(number);
        if (number == probe) {
            breaker.abandoned();
        }
        return batch;
    }

    /** Learns how long an accepted attempt took. */
    void took(AttemptResult result, Duration time) {
        if (result.accepted()) {
            concurrency.took(time);
        }
    }

    /**
     * Learns what an attempt that {@linkplain #ended ended} says about the endpoint.
     *
     * @return whether it was a probe, and failed
     */
    boolean learn(EndpointSignal endpointSignal, long number, Instant now) {
        boolean probed = !breaker.closed() && number == probe;
        breaker.learn(endpointSignal, probed, now);
        probe = probed || breaker.closed() ? NO_PROBE : probe;
        switch (endpointSignal) {
            case WORKS -> concurrency.succeeded(inFlight.size() + 1);
            case TROUBLE -> concurrency.failed();
            case NOTHING -> {}
        }
        return probed && !breaker.closed();
    }

    /**
     * Returns the time at which an attempt can start that cannot start now. An attempt that does
     * not wait for a time waits for another input, which leads to a call of its own.
     *
     * @param reads the number of parked keys being read
     */
    Instant next(Schedule schedule, int reads, Instant now) {
        Instant token = pace.next(now);
        if (breaker.closed()) {
            boolean waits = token.isAfter(now) && places(reads) && !schedule.nothingReady();
            return waits ? token : Instant.MAX;
        }
        Instant probe = breaker.probeAt().isAfter(token) ? breaker.probeAt() : token;
        return probe.isAfter(now) && !schedule.isEmpty() ? probe : Instant.MAX;
    }
}
