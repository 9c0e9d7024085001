package dev.carillon.deliver;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.DeadReason;
import dev.carillon.stats.Counter;
import dev.carillon.stats.Histogram;
import dev.carillon.stats.Stats;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Counters of delivery. Counters with names that Ceph documents count as its document says. */
final class DeliveryMetrics {
    private final Counter pushOk;
    private final Counter pushFail;
    private final Counter pushFailed;
    private final Counter lost;
    private final Counter dead;
    private final Counter done;
    private final Histogram took;
    private final Histogram latency;
    private final AtomicLong pending = new AtomicLong();

    DeliveryMetrics(Stats stats) {
        pushOk = stats.counter("pubsub_push_ok", "Pushes an endpoint accepted.");
        pushFail = stats.counter("pubsub_push_fail", "Pushes that failed.");
        pushFailed = stats.counter("pubsub_push_failed", "The same as pubsub_push_fail.");
        lost =
                stats.counter(
                        "pubsub_event_lost",
                        "Events given up: once for each matching rule whose event was never"
                                + " delivered.");
        done = stats.counter("carillon_deliveries_done", "Queued deliveries that were made.");
        dead =
                stats.counter(
                        "carillon_deliveries_dead",
                        "Queued deliveries given up and kept as dead letters.",
                        "reason");
        took = stats.histogram("carillon_attempt_seconds", "How long attempts took.", "result");
        latency =
                stats.histogram(
                        "carillon_delivery_seconds",
                        "From an event, or from its being sent again, to its delivery.");
        stats.gauge(
                "pubsub_push_pending", "Pushes sent and not answered yet.", pending::doubleValue);
    }

    void started() {
        pending.incrementAndGet();
    }

    void ended(AttemptResult result, Duration duration) {
        pending.decrementAndGet();
        took.record(duration, AttemptLog.word(result));
        if (result.accepted()) {
            pushOk.increment();
        } else {
            pushFail.increment();
            pushFailed.increment();
        }
    }

    void lost(int howMany) {
        lost.add(howMany);
    }

    /**
     * Counts a queued delivery as done.
     *
     * @param age the time since its event
     */
    void done(Duration age) {
        done.increment();
        latency.record(age.isNegative() ? Duration.ZERO : age);
    }

    void dead(DeadReason reason, int howMany) {
        dead.add(howMany, reason.word());
        lost.add(howMany);
    }
}
