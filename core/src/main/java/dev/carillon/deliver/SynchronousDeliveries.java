package dev.carillon.deliver;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.LaneId;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.event.ObjectEvent;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Attempts synchronous deliveries while their operation waits for its answer: all in parallel,
 * within one deadline, once each. Failures are counted as lost.
 *
 * <p>Thread-safe.
 */
final class SynchronousDeliveries {
    /** The time beyond an attempt's own limit, for unforeseen delays. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(SynchronousDeliveries.class);

    private final Function<LaneId, Lookup> targets;
    private final Attempts attempts;
    private final DeliveryMetrics metrics;
    private final Tasks tasks;
    private final InstantSource clock;
    private final Map<LaneId, GuardedBreaker> breakers = new ConcurrentHashMap<>();

    SynchronousDeliveries(LaneServices services) {
        this.targets = services::find;
        this.attempts = services.attempts();
        this.metrics = services.metrics();
        this.tasks = services.tasks();
        this.clock = services.clock();
    }

    /** Attempts the deliveries and returns when all have ended; each ends within {@code limit}. */
    void attempt(
            ObjectEvent event, List<Deliverer.SynchronousDelivery> deliveries, Duration limit) {
        var left = new CountDownLatch(deliveries.size());
        for (Deliverer.SynchronousDelivery delivery : deliveries) {
            tasks.run(() -> {
                try {
                    attempt(event, delivery, limit);
                } finally {
                    left.countDown();
                }
            });
        }
        try {
            if (!left.await(limit.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("a synchronous delivery did not end in time; its operation continues");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void attempt(
            ObjectEvent event, Deliverer.SynchronousDelivery delivery, Duration limit) {
        var breaker = breakers.computeIfAbsent(delivery.lane(), _ -> new GuardedBreaker());
        Optional<Destination> to = find(delivery.lane());
        Optional<Endpoint> endpoint = to.flatMap(Destination::endpoint);
        Entrance entrance = endpoint.isEmpty() ? Entrance.DENIED : breaker.starts(clock);
        if (entrance == Entrance.DENIED) {
            metrics.lost(1);
            return;
        }
        var letter =
                new Attempts.PreparedMessage(
                        List.of(event),
                        delivery.rule(),
                        Attempts.PreparedMessage.named(List.of(event), delivery.rule()));
        Attempts.TimedResult ending =
                attempts.attempt(to.orElseThrow(), endpoint.orElseThrow(), letter, limit);
        breaker.ended(ending.result(), entrance, clock);
        AttemptLog.synchronous(to.orElseThrow().name(), event, delivery.rule(), ending);
        if (!ending.result().accepted()) {
            metrics.lost(1);
        }
    }

    private Optional<Destination> find(LaneId lane) {
        return switch (targets.apply(lane)) {
            case Lookup.Found(Destination to) -> Optional.of(to);
            case Lookup.Gone _, Lookup.Failed _ -> Optional.empty();
        };
    }

    void forget(LaneId lane) {
        breakers.remove(lane);
    }

    /** The decision of a breaker about an attempt that wants to start. */
    private enum Entrance {
        FREE,
        PROBE,
        DENIED
    }

    /** A breaker that many requests use at once; the lock guards it. */
    private static final class GuardedBreaker {
        private final Guard guard = new Guard();
        private final Breaker breaker = new Breaker();

        Entrance starts(InstantSource clock) {
            return guard.ask(() -> startIfAdmitted(clock));
        }

        void ended(AttemptResult result, Entrance entrance, InstantSource clock) {
            boolean probe = entrance == Entrance.PROBE;
            guard.run(
                    () -> breaker.learn(EndpointSignal.of(result, false), probe, clock.instant()));
        }

        private Entrance startIfAdmitted(InstantSource clock) {
            if (!breaker.admits(clock.instant())) {
                return Entrance.DENIED;
            }
            return breaker.starting() ? Entrance.PROBE : Entrance.FREE;
        }
    }
}
