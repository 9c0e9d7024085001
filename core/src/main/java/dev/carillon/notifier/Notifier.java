package dev.carillon.notifier;

import dev.carillon.deliver.Deliverer;
import dev.carillon.delivery.LaneId;
import dev.carillon.event.Change;
import dev.carillon.journal.Journal;
import dev.carillon.registry.KeptRules;
import dev.carillon.registry.KeptTopic;
import dev.carillon.registry.OwnRules;
import dev.carillon.registry.Rules;
import dev.carillon.registry.Topics;
import dev.carillon.rule.Quota;
import dev.carillon.rule.Recipient;
import dev.carillon.rule.Rule;
import dev.carillon.state.Commit;
import dev.carillon.stats.Counter;
import dev.carillon.stats.Stats;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;
import java.util.Set;

/**
 * Connects the steps from a change to its deliveries: finds the rules that match the change, adds
 * its event and the deliveries owed to the change's own commit, and notifies the lanes when the
 * commit is durable.
 *
 * <p>The caller that makes a change builds its commit, lets {@link #announce} add to it, commits,
 * and reports the result to the {@link Announcement}. So an event exists if and only if its change
 * does.
 *
 * <p>Thread-safe.
 */
public final class Notifier {
    private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);

    private final Topics topics;
    private final Rules rules;
    private final Journal journal;
    private final Deliverer deliverer;
    private final Counter triggered;
    private final Counter refused;
    private final Matching matching = new Matching();

    /**
     * Creates a notifier over these services; nothing is delivered before {@link Deliverer#start}.
     */
    public Notifier(Topics topics, Rules rules, Journal journal, Deliverer deliverer, Stats stats) {
        this.topics = topics;
        this.rules = rules;
        this.journal = journal;
        this.deliverer = deliverer;
        this.triggered =
                stats.counter(
                        "pubsub_event_triggered",
                        "Events that matched a rule: once for each such rule.");
        this.refused =
                stats.counter(
                        "carillon_queue_refused",
                        "Changes refused because a topic owes as much as its quota allows.");
    }

    /**
     * Adds to the commit of a change its event and the deliveries owed for it, with checks that the
     * rules and the topics are still those that were matched, and that topics that did not exist
     * have not been made since.
     *
     * @throws QueueFullException if a topic whose policy is to refuse has reached its quota:
     *     nothing may be committed. Changes in progress at the same moment may exceed the quota by
     *     a little
     */
    public Announcement announce(Commit commit, Change change) {
        var announcement = new Announcement(change, deliverer.begins(change.time()), this);
        Optional<KeptRules> kept = rules.of(change.bucket().id());
        kept.ifPresent(keptRules -> {
            rules.check(commit, keptRules);
            matching.matching(keptRules, change).forEach(rule -> ask(rule, announcement));
        });
        announcement.topics().forEach(topic -> topics.check(commit, topic));
        announcement.unknown().forEach(missing -> topics.checkAbsent(commit, missing));
        long matchedAgainst = kept.map(KeptRules::stamp).orElse(0L);
        announcement.recorded(journal.record(commit, change, matchedAgainst, announcement.asked()));
        return announcement;
    }

    /** Adds to the commit that creates a bucket the record that its rules will need. */
    public void bucketMade(Commit commit, String bucketId) {
        rules.begin(commit, bucketId);
    }

    /** Adds to the commit that removes a bucket the end of its rules. */
    public void bucketRemoved(Commit commit, String bucketId) {
        rules.end(commit, bucketId);
    }

    /** Notifies the lane that a topic's attributes changed: they apply from the next attempt on. */
    public void topicChanged(KeptTopic topic) {
        deliverer.changed(Announcement.lane(topic));
    }

    /**
     * Deletes a topic. Deliveries still owed to it become dead letters, even if the server is
     * restarted in between.
     *
     * @return false if it did not exist any more
     */
    public boolean removeTopic(KeptTopic topic) {
        boolean removed = topics.remove(topic, _ -> {});
        if (removed) {
            deliverer.removed(Announcement.lane(topic));
        }
        return removed;
    }

    /**
     * Notifies the lanes that rules with their own address changed: changed ones apply from the
     * next attempt on, and the deliveries of ended ones are given up.
     */
    public void rulesChanged(OwnRules.Changed what) {
        what.changed().forEach(changed -> deliverer.changed(new LaneId(changed)));
        what.ended().forEach(ended -> deliverer.removed(new LaneId(ended)));
    }

    /** Hands durable deliveries to their lanes, and attempts the synchronous ones. */
    void committed(Announcement.Outcome outcome) {
        journal.recorded(outcome.bytes());
        triggered.add(outcome.rules());
        deliverer.lost(outcome.withoutTopic());
        outcome.owed().forEach(deliverer::offer);
        deliverer.attemptNow(outcome.event(), outcome.synchronous(), Announcement.DEADLINE);
    }

    /** Refreshes the cached rules and topics after a conflict. */
    void conflicted(String bucketId, Set<Recipient> recipients) {
        rules.refresh(bucketId);
        recipients.forEach(topics::refresh);
    }

    private void ask(Rule rule, Announcement announcement) {
        Optional<KeptTopic> topic = topics.find(rule.recipient());
        if (topic.isEmpty()) {
            announcement.withoutTopic(rule);
        } else if (topic.get().topic().persistent()) {
            demandRoom(topic.get());
            announcement.queue(rule, topic.get());
        } else {
            announcement.synchronous(rule, topic.get());
        }
    }

    private void demandRoom(KeptTopic topic) {
        Quota quota = topic.topic().policy().quota();
        if (quota.onFull() == Quota.OnFull.REFUSE
                && deliverer.full(Announcement.lane(topic), quota)) {
            refused.increment();
            LOG.atDebug()
                    .addKeyValue("topic", topic.topic().name())
                    .log("a change is refused: the topic owes as much as its quota allows");
            throw new QueueFullException(topic.topic().name());
        }
    }
}
