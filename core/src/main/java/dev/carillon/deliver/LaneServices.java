package dev.carillon.deliver;

import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.Owed;
import dev.carillon.event.ObjectEvent;
import dev.carillon.journal.Journal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The services that all lanes share.
 *
 * @param began when this process began to deliver, by {@code clock}
 */
record LaneServices(
        Journal journal,
        Settler settler,
        Attempts attempts,
        DeliveryMetrics metrics,
        Targets targets,
        Tasks tasks,
        InstantSource clock,
        Instant began,
        RandomGenerator random,
        LaneLimits limits,
        InFlight inFlight,
        AttemptSlots slots,
        GivenUpLog givenUp) {
    private static final Logger LOG = LoggerFactory.getLogger(LaneServices.class);

    /**
     * Looks up the destination of a lane. An internal failure must not end a delivery, so this
     * never throws.
     */
    Lookup find(LaneId lane) {
        try {
            return targets.find(lane)
                    .<Lookup>map(Lookup.Found::new)
                    .orElseGet(() -> new Lookup.Gone(targets.whyGone(lane)));
        } catch (RuntimeException e) {
            LOG.error("the destination of lane {} cannot be found", lane, e);
            return new Lookup.Failed("internal error: " + e);
        }
    }

    /**
     * Attempts a batch, with the messages that its lane is sent. Deliveries whose message cannot be
     * read can never be attempted.
     */
    QueuedAttempt.Outcome attempt(Destination to, List<Owed> batch) {
        List<ObjectEvent> events =
                batch.stream().flatMap(owed -> journal.toSend(owed).stream()).toList();
        if (events.size() < batch.size()) {
            LOG.error("the message of event {} cannot be read", batch.getFirst().event().id());
            return QueuedAttempt.hopeless(batch, DeadReason.UNREADABLE);
        }
        return QueuedAttempt.make(attempts, to, batch, events);
    }

    /**
     * Turns a part of what a closed lane owes into dead letters.
     *
     * @return whether there may be more
     */
    boolean bury(LaneId lane, int atMost) {
        DeadReason why = targets.whyGone(lane);
        int buried = settler.bury(lane, why, atMost);
        metrics.dead(why, buried);
        givenUp.log(lane, why, buried);
        return buried > 0;
    }
}
