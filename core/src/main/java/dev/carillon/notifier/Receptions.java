package dev.carillon.notifier;

import dev.carillon.deliver.Deliverer;
import dev.carillon.event.Change;
import dev.carillon.journal.Journal;
import dev.carillon.journal.PublishedEvents;
import dev.carillon.registry.KeptTopic;
import dev.carillon.registry.Topics;
import dev.carillon.rule.Recipient;
import dev.carillon.state.Commit;
import dev.carillon.state.State;
import dev.carillon.stats.Counter;
import dev.carillon.stats.Stats;

import java.util.List;

/**
 * The way in of a receiver: every event of a message is stored with its delivery to one recipient.
 * An event whose id arrived before for the same bucket, within the retention of events, is not
 * stored again. Thread-safe.
 *
 * <p>The publisher's rule does not count for that: an event that two of its rules send is one
 * event. Instead of a rule, its delivery has the name of the receiver.
 */
public final class Receptions {
    private final State state;
    private final Topics topics;
    private final Journal journal;
    private final PublishedEvents published;
    private final Deliverer deliverer;
    private final String name;
    private final Counter events;
    private volatile KeptTopic recipient;

    /**
     * Creates the way in.
     *
     * @param recipient to whom all events are delivered
     * @throws IllegalArgumentException if that is no {@link Recipient.Receiver}
     */
    public Receptions(
            State state,
            Topics topics,
            Journal journal,
            Deliverer deliverer,
            KeptTopic recipient,
            Stats stats) {
        this.state = state;
        this.topics = topics;
        this.journal = journal;
        this.published = new PublishedEvents(journal);
        this.deliverer = deliverer;
        this.recipient = recipient;
        this.name = nameOf(recipient);
        this.events =
                stats.counter(
                        "carillon_received_events",
                        "Events that a receiver was sent, by what became of them.",
                        "result");
    }

    private static String nameOf(KeptTopic recipient) {
        if (recipient.topic().recipient() instanceof Recipient.Receiver(String name)) {
            return name;
        }
        throw new IllegalArgumentException(recipient.topic() + " is no receiver's");
    }

    /**
     * The result of a message.
     *
     * @param accepted the number of events that were stored
     * @param repeated the number of events that had arrived before
     */
    public record Outcome(int accepted, int repeated) {}

    /**
     * Accepts events in their order: durable when this returns. If it throws, a first part of the
     * events may be stored; those are recognized by their ids when the message is sent again.
     *
     * @param received each with the {@linkplain Change#original event as it was sent}
     * @throws dev.carillon.state.NotCommittedException if the disk refuses it at present
     * @throws IllegalStateException if the recipient was removed
     */
    public Outcome accept(List<Change> received) {
        var reception = new Reception(received, this);
        while (reception.pending()) {
            reception.submit();
        }
        Outcome outcome = reception.outcome();
        events.add(outcome.accepted(), "accepted");
        events.add(outcome.repeated(), "repeated");
        return outcome;
    }

    State state() {
        return state;
    }

    Journal journal() {
        return journal;
    }

    PublishedEvents published() {
        return published;
    }

    Deliverer deliverer() {
        return deliverer;
    }

    /** Returns the recipient as it is known. */
    KeptTopic recipient() {
        return recipient;
    }

    /** Returns the name of the receiver, which its deliveries have in place of a rule. */
    String name() {
        return name;
    }

    /** Makes a commit succeed only if the recipient is still as it is known. */
    void check(Commit commit, KeptTopic known) {
        topics.check(commit, known);
    }

    /** Reads the recipient again, after a commit was refused because it has changed. */
    void refresh() {
        KeptTopic known = recipient;
        recipient =
                topics.refresh(known.topic().recipient())
                        .filter(now -> now.lane() == known.lane())
                        .orElseThrow(() ->
                                new IllegalStateException(
                                        "the recipient '%s' was removed: nothing is received for it"
                                                .formatted(known.topic().name())));
    }
}
