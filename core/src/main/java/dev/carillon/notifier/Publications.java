package dev.carillon.notifier;

import dev.carillon.deliver.Deliverer;
import dev.carillon.format.B2Reader;
import dev.carillon.format.UnreadableMessageException;
import dev.carillon.journal.Journal;
import dev.carillon.journal.PublishedEvents;
import dev.carillon.registry.KeptTopic;
import dev.carillon.registry.LaneCloseReason;
import dev.carillon.registry.Subscriptions;
import dev.carillon.state.State;
import dev.carillon.stats.Counter;
import dev.carillon.stats.Stats;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * The way in for events of other programs: a message is read, and each new event in it is stored
 * with what is owed to the subscriptions of its rule. An event whose id was published for the same
 * rule before, within the retention of events, is acknowledged and not sent again. Thread-safe.
 */
public final class Publications {
    private final State state;
    private final PublicationParts parts;
    private final InstantSource wall;
    private final Counter events;

    /**
     * Creates the way in.
     *
     * @param wall dates the arrival of messages
     */
    public Publications(
            State state,
            Subscriptions subscriptions,
            Journal journal,
            Deliverer deliverer,
            FanOutWorker fanOuts,
            InstantSource wall,
            Stats stats) {
        this.state = state;
        this.parts =
                new PublicationParts(
                        subscriptions, journal, new PublishedEvents(journal), deliverer, fanOuts);
        this.wall = wall;
        this.events =
                stats.counter(
                        "carillon_published_events",
                        "Events that other programs published, by what became of them.",
                        "result");
    }

    /**
     * The result of a message.
     *
     * @param accepted the number of events that were stored
     * @param repeated the number of events that had been published before
     * @param withoutSubscribers the number of stored events that nobody subscribes to
     */
    public record Outcome(int accepted, int repeated, int withoutSubscribers) {}

    /**
     * Accepts a message: durable when this returns. If it throws, some of the events may be stored;
     * those are recognized when the message is sent again.
     *
     * @throws UnreadableMessageException if it is no message; nothing is stored
     * @throws dev.carillon.state.NotCommittedException if the disk refuses it at present
     */
    public Outcome accept(PublishedMessage message) throws UnreadableMessageException {
        var arrived = wall.instant().truncatedTo(ChronoUnit.MICROS);
        var publication =
                new Publication(
                        message.content(),
                        B2Reader.read(message.content().body(), message.origin(), arrived),
                        parts);
        while (publication.pending()) {
            publication.submit(state);
        }
        Outcome outcome = publication.outcome();
        events.add(outcome.accepted(), "accepted");
        events.add(outcome.repeated(), "repeated");
        return outcome;
    }

    /**
     * Deletes a subscription. Deliveries still owed to it become dead letters, even if the server
     * is restarted in between.
     *
     * @return false if it did not exist any more
     */
    public boolean unsubscribe(KeptTopic subscription) {
        boolean removed =
                parts.subscriptions().remove(subscription, LaneCloseReason.SUBSCRIPTION_DELETED);
        if (removed) {
            parts.deliverer().removed(Announcement.lane(subscription));
        }
        return removed;
    }
}
