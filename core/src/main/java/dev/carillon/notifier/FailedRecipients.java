package dev.carillon.notifier;

import dev.carillon.delivery.LaneId;
import dev.carillon.registry.KeptTopic;
import dev.carillon.registry.LaneCloseReason;
import dev.carillon.registry.OwnRules;
import dev.carillon.registry.Subscriptions;
import dev.carillon.registry.Topics;
import dev.carillon.rule.Recipient;
import dev.carillon.stats.Counter;
import dev.carillon.stats.Stats;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;

/**
 * Ends recipients whose endpoint has failed for as long or as often as it may: suspends a rule with
 * its own address, removes a subscription. Thread-safe.
 */
public final class FailedRecipients {
    private static final Logger LOG = LoggerFactory.getLogger(FailedRecipients.class);

    private final Topics topics;
    private final OwnRules rules;
    private final Subscriptions subscriptions;
    private final Counter removed;

    /** Ends recipients among these. */
    public FailedRecipients(
            Topics topics, OwnRules rules, Subscriptions subscriptions, Stats stats) {
        this.topics = topics;
        this.rules = rules;
        this.subscriptions = subscriptions;
        this.removed =
                stats.counter(
                        "carillon_subscriptions_removed",
                        "Subscriptions removed because their endpoint failed too often.");
    }

    /**
     * Ends, durably, the recipient of a lane.
     *
     * @return false if it is neither an enabled rule with its own address nor a subscription
     */
    boolean of(LaneId lane, String reason) {
        Optional<KeptTopic> topic = topics.byLane(lane.topic());
        return topic.filter(kept -> kept.topic().recipient() instanceof Recipient.Subscription)
                .map(kept -> remove(kept, reason))
                .orElseGet(() -> suspend(lane, reason));
    }

    private boolean remove(KeptTopic subscription, String reason) {
        boolean done = subscriptions.remove(subscription, LaneCloseReason.SUBSCRIPTION_REMOVED);
        if (done) {
            removed.increment();
            LOG.warn(
                    "the subscription {} is removed: {}. The deliveries owed become dead letters;"
                        + " repair the endpoint, subscribe again, then send what was missed with:"
                        + " carillon replay",
                    subscription.topic().name(),
                    reason);
        }
        return done;
    }

    private boolean suspend(LaneId lane, String reason) {
        Optional<OwnRules.Changed> changed = rules.suspend(lane.topic(), reason);
        changed.ifPresent(_ ->
                LOG.warn(
                        "the rule of {} is suspended: {}",
                        topics.nameOf(lane.topic()).orElse("lane " + lane),
                        reason));
        return changed.isPresent();
    }
}
