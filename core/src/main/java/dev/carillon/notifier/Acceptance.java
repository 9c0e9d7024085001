package dev.carillon.notifier;

import dev.carillon.deliver.Deliverer;
import dev.carillon.delivery.Delivery;
import dev.carillon.event.Change;
import dev.carillon.event.ObjectEvent;
import dev.carillon.journal.Journal;
import dev.carillon.journal.PublishedEvents;
import dev.carillon.journal.Recorded;
import dev.carillon.journal.Recorded.Asked;
import dev.carillon.registry.Subscribers;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;

import java.util.List;

/**
 * The commit of one published event: its deliveries if they are few, otherwise the key of a
 * fan-out. An event whose rule has an unfinished fan-out gets one too, so that its deliveries do
 * not come before those of the earlier event. Not thread-safe.
 */
final class Acceptance {
    /** What became of the event. */
    enum Fate {
        /** Not known, or refused because the subscriptions have changed: submit it again. */
        OPEN,
        STORED,
        REPEATED
    }

    private final Change change;
    private final PublishedRule rule;
    private final Subscribers subscribers;
    private final PublicationParts parts;
    private final Commit commit = new Commit();
    private final boolean fansOut;
    private final List<Asked> asked;
    private final Recorded recorded;
    private Fate fate = Fate.OPEN;

    /**
     * Prepares the commit.
     *
     * @param subscribers read before this: the fan-outs of events that were accepted while they
     *     were more are expected since then
     */
    Acceptance(Change change, PublishedRule rule, Subscribers subscribers, PublicationParts parts) {
        this.change = change;
        this.rule = rule;
        this.subscribers = subscribers;
        this.parts = parts;
        this.fansOut = announces(parts.fanOuts(), rule, subscribers.topics().size());
        parts.check(commit, rule, subscribers);
        PublishedEvents published = parts.published();
        if (fansOut) {
            asked = List.of();
            recorded = published.recordForFanOut(commit, change, subscribers.stamp());
        } else {
            Delivery.Progress begins = parts.deliverer().begins(change.time());
            asked = PublicationParts.deliveries(change, subscribers.topics(), begins);
            recorded = published.record(commit, change, subscribers.stamp(), asked);
        }
    }

    Commit commit() {
        return commit;
    }

    PublishedRule rule() {
        return rule;
    }

    Fate fate() {
        return fate;
    }

    /** Returns the subscriptions on which the commit relies. */
    Subscribers subscribers() {
        return subscribers;
    }

    /** Returns whether the event carries its message. */
    boolean carries() {
        return change.original().flatMap(original -> original.message()).isPresent();
    }

    /** Returns whether anybody subscribes to the event. */
    boolean subscribed() {
        return !subscribers.topics().isEmpty();
    }

    /** Takes the result of the commit; hands the deliveries of a stored event to their lanes. */
    void ended(CommitResult result) {
        switch (result) {
            case CommitResult.Committed done -> stored(done);
            case CommitResult.Conflict refused ->
                    fate = PublishedEvents.repeated(refused, change) ? Fate.REPEATED : Fate.OPEN;
        }
    }

    /** Withdraws the announcement of a fan-out that was not stored. */
    void close() {
        if (fansOut && fate != Fate.STORED) {
            parts.fanOuts().ended(rule);
        }
    }

    /** Announces a fan-out if an event with so many subscribers needs one; returns whether. */
    private static boolean announces(FanOutWorker fanOuts, PublishedRule rule, int many) {
        if (many > fanOuts.limits().direct()) {
            fanOuts.expect(rule);
            return true;
        }
        return many > 0 && fanOuts.expectAnother(rule);
    }

    private void stored(CommitResult.Committed done) {
        fate = Fate.STORED;
        parts.journal().recorded(recorded.bytes());
        if (fansOut) {
            parts.fanOuts().wake();
            return;
        }
        Deliverer deliverer = parts.deliverer();
        var event = ObjectEvent.of(change.alone(), done.stamp());
        for (int i = 0; i < asked.size(); i++) {
            long number = done.number(recorded.numbers().get(i));
            deliverer.offer(Journal.owed(asked.get(i), number, event));
        }
    }
}
