package dev.carillon.notifier;

import dev.carillon.deliver.Deliverer;
import dev.carillon.delivery.Delivery.Progress;
import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.Owed;
import dev.carillon.event.Change;
import dev.carillon.event.ObjectEvent;
import dev.carillon.journal.Journal;
import dev.carillon.journal.Recorded;
import dev.carillon.journal.Recorded.Asked;
import dev.carillon.registry.KeptTopic;
import dev.carillon.rule.Recipient;
import dev.carillon.rule.Rule;
import dev.carillon.state.CommitResult;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A change that is being committed: tell it how that ended, exactly once. For one thread at a time.
 */
public final class Announcement {
    /** How long an operation waits for all its synchronous deliveries together. */
    static final Duration DEADLINE = Duration.ofSeconds(5);

    private final Change change;
    private final Progress begins;
    private final Notifier notifier;
    private final Map<Recipient, KeptTopic> topics = new HashMap<>();
    private final List<Asked> asked = new ArrayList<>(1);
    private final List<Deliverer.Prompt> prompts = new ArrayList<>(0);
    private Recorded recorded = new Recorded(0, List.of());
    private int toNobody;

    /**
     * Nothing is owed yet.
     *
     * @param begins how its deliveries begin
     */
    Announcement(Change change, Progress begins, Notifier notifier) {
        this.change = change;
        this.begins = begins;
        this.notifier = notifier;
    }

    static LaneId lane(KeptTopic topic) {
        return new LaneId(topic.lane());
    }

    /**
     * The change is durable: hands its deliveries to their lanes, and tries the synchronous ones
     * before it returns, for at most five seconds in all.
     */
    public void committed(CommitResult.Committed result) {
        var event = ObjectEvent.of(change, result.stamp());
        var owed = new ArrayList<Owed>(asked.size());
        for (int i = 0; i < asked.size(); i++) {
            long number = result.number(recorded.numbers().get(i));
            owed.add(Journal.owed(asked.get(i), number, event));
        }
        notifier.committed(new Outcome(event, recorded.bytes(), owed, prompts, toNobody));
    }

    /** The commit was refused by a check: what is cached of rules and topics is read again. */
    public void conflicted() {
        notifier.conflicted(change.bucket().id(), topics.keySet());
    }

    /** The topics that were matched, by name. */
    Iterable<KeptTopic> topics() {
        return topics.values();
    }

    /** The queued deliveries that are owed, in the order they are numbered. */
    List<Asked> asked() {
        return asked;
    }

    /** Event and deliveries were added to the commit. */
    void recorded(Recorded what) {
        recorded = what;
    }

    void queue(Rule rule, KeptTopic topic) {
        topics.put(rule.recipient(), topic);
        asked.add(new Asked(lane(topic), rule.id(), begins));
    }

    void prompt(Rule rule, KeptTopic topic) {
        topics.put(rule.recipient(), topic);
        prompts.add(new Deliverer.Prompt(lane(topic), rule.id()));
    }

    /** The rule's topic is deleted. */
    void toNobody() {
        toNobody++;
    }

    /**
     * What became of a change whose commit is durable.
     *
     * @param bytes the size of the event as kept
     * @param owed to be handed to their lanes
     * @param prompts to be tried before the operation is answered
     * @param toNobody how many rules asked whose topic is deleted
     */
    record Outcome(
            ObjectEvent event,
            int bytes,
            List<Owed> owed,
            List<Deliverer.Prompt> prompts,
            int toNobody) {
        int rules() {
            return owed.size() + prompts.size() + toNobody;
        }
    }
}
