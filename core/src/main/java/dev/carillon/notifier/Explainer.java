package dev.carillon.notifier;

import dev.carillon.deliver.Deliverer;
import dev.carillon.event.Change;
import dev.carillon.format.S3EventNames;
import dev.carillon.journal.EventLog;
import dev.carillon.journal.KeptEvent;
import dev.carillon.journal.Ticket;
import dev.carillon.match.MismatchReasons;
import dev.carillon.notifier.Explanation.Finding;
import dev.carillon.registry.KeptRules;
import dev.carillon.registry.KeptTopic;
import dev.carillon.registry.Rules;
import dev.carillon.registry.Topics;
import dev.carillon.rule.Rule;
import dev.carillon.rule.TopicAttributes;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Explains why an object's events were sent or not. Thread-safe. */
public final class Explainer {
    private final EventLog log;
    private final Topics topics;
    private final Rules rules;
    private final Deliverer deliverer;
    private final TopicAttributes attributes;
    private final PublishedExplainer published;

    /**
     * Reads from {@code log}.
     *
     * @param published explains events of other programs
     * @param attributes knows which attributes of a topic have an effect
     */
    public Explainer(
            EventLog log,
            Topics topics,
            Rules rules,
            Deliverer deliverer,
            TopicAttributes attributes,
            PublishedExplainer published) {
        this.published = published;
        this.attributes = attributes;
        this.log = log;
        this.topics = topics;
        this.rules = rules;
        this.deliverer = deliverer;
    }

    /**
     * Explains the events of an object, the newest first.
     *
     * @param since only events that happened then or later
     * @param limit the largest number of events
     */
    public List<Explanation> explain(String bucketId, String key, Instant since, int limit) {
        Optional<KeptRules> now = rules.of(bucketId);
        return log.ofObject(bucketId, key, limit).stream()
                .filter(keptEvent -> !keptEvent.event().change().time().isBefore(since))
                .map(keptEvent -> explain(keptEvent, now))
                .toList();
    }

    /**
     * Explains the events that other programs published about an object, the newest first.
     *
     * @param bucket the name of their bucket
     * @param since only events that arrived then or later
     * @param limit the largest number of events
     */
    public List<Explanation> published(String bucket, String key, Instant since, int limit) {
        return published.explain(bucket, key, since, limit);
    }

    /**
     * Returns sentences about settings of a bucket's rules and their topics that have no effect.
     */
    public List<String> warnings(String bucketId) {
        List<Rule> now = rules.of(bucketId).map(KeptRules::rules).orElse(List.of());
        Stream<String> ofRules =
                now.stream()
                        .filter(rule -> rule.recipient().topic().isPresent())
                        .flatMap(found -> S3EventNames.warning(found).stream());
        Stream<String> ofTopics =
                now.stream()
                        .map(Rule::recipient)
                        .filter(recipient -> recipient.topic().isPresent())
                        .distinct()
                        .flatMap(found -> topics.find(found).stream())
                        .flatMap(keptTopic -> attributes.warnings(keptTopic.topic()).stream());
        return Stream.concat(ofRules, ofTopics).toList();
    }

    private Explanation explain(KeptEvent kept, Optional<KeptRules> now) {
        boolean changed = now.map(KeptRules::stamp).orElse(0L) != kept.rules();
        var findings = new ArrayList<Finding>();
        kept.tickets().forEach(ticket -> findings.add(queued(kept, ticket)));
        Set<String> owed = kept.tickets().stream().map(Ticket::rule).collect(Collectors.toSet());
        for (Rule rule : now.map(KeptRules::rules).orElse(List.of())) {
            if (!owed.contains(rule.id())) {
                findings.add(judged(rule, kept.event().change(), changed));
            }
        }
        return new Explanation(kept, changed, findings);
    }

    private Finding queued(KeptEvent kept, Ticket ticket) {
        return Explanation.Queued.of(kept, ticket, topics, log, deliverer);
    }

    private Finding judged(Rule rule, Change change, boolean changed) {
        Optional<String> why = MismatchReasons.of(rule, change.type(), change.object());
        if (why.isPresent()) {
            return new Explanation.NotMatched(rule.id(), rule.recipient().shown(), why.get());
        }
        Optional<KeptTopic> topic = topics.find(rule.recipient());
        if (topic.isEmpty()) {
            return new Explanation.TopicDeleted(rule.id(), rule.recipient().shown());
        }
        return changed || topic.get().topic().persistent()
                ? new Explanation.MatchesNow(rule.id(), rule.recipient().shown())
                : new Explanation.Synchronous(rule.id(), rule.recipient().shown());
    }
}
