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
 * Joins the journey: a change comes in, the rules that asked for it are found, its event and what
 * it owes go into the change's own commit, and when that is durable the lanes are told.
 *
 * <p>Who has a change to make builds its commit, lets {@link #announce} add to it, commits, and
 * tells the {@link Announcement} how that ended. So an event exists if and only if its change does.
 *
 * <p>For any number of threads.
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

    /** Joins the rooms; nothing is delivered before {@link Deliverer#start}. */
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
     * Adds to the commit of a change its event and what is owed for it, with the checks that keep
     * both true: the rules and the topics are still those that were matched.
     *
     * @throws QueueFullException when a topic that refuses then owes as much as it may: nothing is
     *     to be committed. Changes under way at the same moment may exceed it by a little
     */
    public Announcement announce(Commit commit, Change change) {
        var announcement = new Announcement(change, deliverer.begins(change.time()), this);
        Optional<KeptRules> kept = rules.of(change.bucket().id());
        kept.ifPresent(it -> {
            rules.check(commit, it);
            matching.matching(it, change).forEach(rule -> ask(rule, announcement));
        });
        announcement.topics().forEach(topic -> topics.check(commit, topic));
        long matchedAgainst = kept.map(KeptRules::stamp).orElse(0L);
        announcement.recorded(journal.record(commit, change, matchedAgainst, announcement.asked()));
        return announcement;
    }

    /** Adds to the commit that makes a bucket what rules on it will need. */
    public void bucketMade(Commit commit, String bucketId) {
        rules.begin(commit, bucketId);
    }

    /** Adds to the commit that removes a bucket the end of its rules. */
    public void bucketRemoved(Commit commit, String bucketId) {
        rules.end(commit, bucketId);
    }

    /** A topic's attributes changed: they hold from the next attempt on. */
    public void topicChanged(KeptTopic topic) {
        deliverer.changed(Announcement.lane(topic));
    }

    /**
     * Deletes a topic. What is still owed to it becomes dead letters, also where the server is
     * restarted in between.
     *
     * @return false when it was gone already
     */
    public boolean removeTopic(KeptTopic topic) {
        boolean removed = topics.remove(topic, _ -> {});
        if (removed) {
            deliverer.removed(Announcement.lane(topic));
        }
        return removed;
    }

    /**
     * Rules with their own address changed: from the next attempt on, and what ended is given up.
     */
    public void rulesChanged(OwnRules.Changed what) {
        what.changed().forEach(it -> deliverer.changed(new LaneId(it)));
        what.ended().forEach(it -> deliverer.removed(new LaneId(it)));
    }

    /** What is durable is handed to the lanes, and the prompt ones are tried. */
    void committed(Announcement.Outcome outcome) {
        journal.recorded(outcome.bytes());
        triggered.add(outcome.rules());
        deliverer.lost(outcome.toNobody());
        outcome.owed().forEach(deliverer::offer);
        deliverer.tellNow(outcome.event(), outcome.prompts(), Announcement.DEADLINE);
    }

    /** What was matched may be old. */
    void conflicted(String bucketId, Set<Recipient> recipients) {
        rules.refresh(bucketId);
        recipients.forEach(topics::refresh);
    }

    private void ask(Rule rule, Announcement announcement) {
        Optional<KeptTopic> topic = topics.find(rule.recipient());
        if (topic.isEmpty()) {
            announcement.toNobody();
        } else if (topic.get().topic().persistent()) {
            demandRoom(topic.get());
            announcement.queue(rule, topic.get());
        } else {
            announcement.prompt(rule, topic.get());
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
