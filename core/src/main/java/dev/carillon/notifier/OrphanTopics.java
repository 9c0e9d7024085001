package dev.carillon.notifier;

import dev.carillon.delivery.LaneId;
import dev.carillon.journal.DeadLetters;
import dev.carillon.journal.Journal;
import dev.carillon.registry.KeptTopic;
import dev.carillon.registry.Rules;
import dev.carillon.registry.Topics;
import dev.carillon.rule.Recipient.RuleAddress;

import java.util.List;
import java.util.stream.Stream;

/**
 * The topics that rules with their own address left when their bucket was deleted. Each stays as
 * long as something is owed to it or a dead letter could be sent to it again. Thread-safe.
 */
public final class OrphanTopics {
    private static final int PAGE = 1_000;

    private final Topics topics;
    private final Rules rules;
    private final Journal journal;
    private final DeadLetters letters;
    private final Notifier notifier;

    /** Searches {@code topics}; the notifier removes the ones found. */
    public OrphanTopics(
            Topics topics, Rules rules, Journal journal, DeadLetters letters, Notifier notifier) {
        this.topics = topics;
        this.rules = rules;
        this.journal = journal;
        this.letters = letters;
        this.notifier = notifier;
    }

    /**
     * Removes the topics that are not needed any more.
     *
     * @return their number
     */
    public int remove() {
        int removed = 0;
        List<KeptTopic> page = topics.listAll("", PAGE);
        while (!page.isEmpty()) {
            for (KeptTopic topic : page) {
                removed += done(topic) && notifier.removeTopic(topic) ? 1 : 0;
            }
            page = topics.listAll(page.getLast().topic().name(), PAGE);
        }
        return removed;
    }

    private boolean done(KeptTopic topic) {
        LaneId lane = Announcement.lane(topic);
        return topic.topic().recipient() instanceof RuleAddress address
                && rules.refresh(address.bucketId()).isEmpty()
                && Stream.of(lane, lane.ofReplays())
                        .allMatch(
                                laneId -> journal.owing(laneId) == 0 && letters.count(laneId) == 0);
    }
}
