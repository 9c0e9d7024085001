package dev.carillon.notifier;

import dev.carillon.deliver.Deliverer;
import dev.carillon.delivery.Delivery;
import dev.carillon.event.Change;
import dev.carillon.event.Original;
import dev.carillon.journal.Journal;
import dev.carillon.journal.PublishedEvents;
import dev.carillon.journal.Recorded.Asked;
import dev.carillon.registry.KeptTopic;
import dev.carillon.registry.Subscribers;
import dev.carillon.registry.Subscriptions;
import dev.carillon.rule.DialectName;
import dev.carillon.state.Commit;

import java.util.ArrayList;
import java.util.List;

/**
 * The parts of the engine that take published events.
 *
 * @param subscriptions those who get them
 * @param journal stores them
 * @param published adds them to commits
 * @param deliverer delivers them
 * @param fanOuts makes the deliveries of events with many subscribers
 */
record PublicationParts(
        Subscriptions subscriptions,
        Journal journal,
        PublishedEvents published,
        Deliverer deliverer,
        FanOutWorker fanOuts) {

    Subscribers subscribers(PublishedRule of) {
        return subscriptions.of(of.bucket(), of.rule());
    }

    void check(Commit commit, PublishedRule of, Subscribers found) {
        subscriptions.check(commit, of.bucket(), of.rule(), found);
    }

    /**
     * Reads the subscriptions of a rule again, if those that were refused are still the known ones.
     */
    void refresh(PublishedRule of, Subscribers refused) {
        if (subscribers(of).stamp() == refused.stamp()) {
            subscriptions.refresh(of.bucket(), of.rule());
        }
    }

    /**
     * Returns the deliveries of an event to subscriptions of its rule. Those to whole messages get
     * none of an event that does not carry its message.
     *
     * @param begins the progress with which the deliveries begin
     */
    static List<Asked> deliveries(
            Change change, List<KeptTopic> subscribers, Delivery.Progress begins) {
        Original original = change.original().orElseThrow();
        var asked = new ArrayList<Asked>(subscribers.size());
        for (KeptTopic topic : subscribers) {
            if (takes(topic, change)) {
                asked.add(new Asked(Announcement.lane(topic), original.rule(), begins));
            }
        }
        return asked;
    }

    /** Returns whether an event is sent to a subscription of its rule by itself. */
    static boolean takes(KeptTopic subscription, Change change) {
        return !subscription.topic().dialect().equals(DialectName.BROKER_B2)
                || change.original().flatMap(Original::message).isPresent();
    }
}
