package dev.carillon.notifier;

import dev.carillon.deliver.Deliverer;
import dev.carillon.delivery.LaneId;
import dev.carillon.journal.EventLog;
import dev.carillon.journal.FanOuts;
import dev.carillon.journal.KeptEvent;
import dev.carillon.journal.Ticket;
import dev.carillon.notifier.Explanation.Finding;
import dev.carillon.registry.KeptTopic;
import dev.carillon.registry.Subscribers;
import dev.carillon.registry.Subscriptions;
import dev.carillon.registry.Topics;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Explains what became of published events for each subscription of their rule. Thread-safe. */
public final class PublishedExplainer {
    private final EventLog log;
    private final FanOuts fanOuts;
    private final Topics topics;
    private final Subscriptions subscriptions;
    private final Deliverer deliverer;

    /** Reads from {@code log} and {@code fanOuts}. */
    public PublishedExplainer(
            EventLog log,
            FanOuts fanOuts,
            Topics topics,
            Subscriptions subscriptions,
            Deliverer deliverer) {
        this.log = log;
        this.fanOuts = fanOuts;
        this.topics = topics;
        this.subscriptions = subscriptions;
        this.deliverer = deliverer;
    }

    List<Explanation> explain(String bucket, String key, Instant since, int limit) {
        return log.received(bucket, key, limit).stream()
                .filter(kept -> !kept.event().change().time().isBefore(since))
                .map(this::explain)
                .toList();
    }

    private Explanation explain(KeptEvent kept) {
        var rule = PublishedRule.of(kept.event().change());
        Subscribers now = subscriptions.of(rule.bucket(), rule.rule());
        var findings = new ArrayList<Finding>();
        for (Ticket ticket : kept.tickets()) {
            findings.add(Explanation.Queued.of(kept, ticket, topics, log, deliverer));
        }
        Set<LaneId> owed = kept.tickets().stream().map(Ticket::lane).collect(Collectors.toSet());
        boolean unfinished = fanOuts.unfinished(rule.bucket(), rule.rule(), kept.stamp());
        for (KeptTopic topic : now.topics()) {
            if (!owed.contains(Announcement.lane(topic))) {
                String why = why(kept, topic, unfinished);
                findings.add(new Explanation.NotOwed(rule.rule(), topic.topic().name(), why));
            }
        }
        return new Explanation(kept, now.stamp() != kept.rules(), findings);
    }

    private static String why(KeptEvent kept, KeptTopic topic, boolean unfinished) {
        if (topic.lane() > kept.stamp()) {
            return "the subscription was created after the event arrived";
        }
        if (!PublicationParts.takes(topic, kept.event().change())) {
            return "it was sent with the first new event of its message";
        }
        return unfinished
                ? "many subscribe to it, and its delivery is yet to be made"
                : "the event was stored without a delivery to it";
    }
}
