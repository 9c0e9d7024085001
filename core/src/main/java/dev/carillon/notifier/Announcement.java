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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A change that is being committed. Report to it exactly once how the commit ended. Not
 * thread-safe.
 */
public final class Announcement {
    /** The time that an operation waits for all its synchronous deliveries together. */
    static final Duration DEADLINE = Duration.ofSeconds(5);

    private final Change change;
    private final Progress begins;
    private final Notifier notifier;
    private final Map<Recipient, KeptTopic> topics = new HashMap<>();
    private final List<Asked> asked = new ArrayList<>(1);
    private final List<Deliverer.SynchronousDelivery> synchronous = new ArrayList<>(0);
    private Recorded recorded = new Recorded(0, List.of());
    private final Set<Recipient> unknown = new HashSet<>(0);
    private int withoutTopic;

    /**
     * Creates an announcement without deliveries.
     *
     * @param begins the progress with which its deliveries begin
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
     * Reports that the change is durable: hands its deliveries to their lanes, and attempts the
     * synchronous ones before it returns, for at most five seconds in total.
     */
    public void committed(CommitResult.Committed result) {
        var event = ObjectEvent.of(change, result.stamp());
        var owed = new ArrayList<Owed>(asked.size());
        for (int i = 0; i < asked.size(); i++) {
            long number = result.number(recorded.numbers().get(i));
            owed.add(Journal.owed(asked.get(i), number, event));
        }
        notifier.committed(new Outcome(event, recorded.bytes(), owed, synchronous, withoutTopic));
    }

    /** Reports that the commit was refused by a check: cached rules and topics are read again. */
    public void conflicted() {
        var matched = new HashSet<>(topics.keySet());
        matched.addAll(unknown);
        notifier.conflicted(change.bucket().id(), matched);
    }

    /** Returns the topics of the matching rules. */
    Iterable<KeptTopic> topics() {
        return topics.values();
    }

    /** Returns the recipients of matching rules that do not exist. */
    Set<Recipient> unknown() {
        return unknown;
    }

    /** Returns the queued deliveries to be owed, in the order in which they are numbered. */
    List<Asked> asked() {
        return asked;
    }

    /** Notes what was added to the commit: the event and its deliveries. */
    void recorded(Recorded what) {
        recorded = what;
    }

    void queue(Rule rule, KeptTopic topic) {
        topics.put(rule.recipient(), topic);
        asked.add(new Asked(lane(topic), rule.id(), begins));
    }

    void synchronous(Rule rule, KeptTopic topic) {
        topics.put(rule.recipient(), topic);
        synchronous.add(new Deliverer.SynchronousDelivery(lane(topic), rule.id()));
    }

    /** Counts a matching rule whose topic is deleted. */
    void withoutTopic(Rule rule) {
        unknown.add(rule.recipient());
        withoutTopic++;
    }

    /**
     * The result of a change whose commit is durable.
     *
     * @param bytes the size of the event as stored
     * @param owed to be handed to their lanes
     * @param synchronous to be attempted before the operation is answered
     * @param withoutTopic the number of matching rules whose topic is deleted
     */
    record Outcome(
            ObjectEvent event,
            int bytes,
            List<Owed> owed,
            List<Deliverer.SynchronousDelivery> synchronous,
            int withoutTopic) {
        int rules() {
            return owed.size() + synchronous.size() + withoutTopic;
        }
    }
}
