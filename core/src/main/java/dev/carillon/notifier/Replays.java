package dev.carillon.notifier;

import dev.carillon.deliver.Deliverer;
import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.Owed;
import dev.carillon.event.Change;
import dev.carillon.journal.EventLog;
import dev.carillon.journal.EventLog.Repeat;
import dev.carillon.journal.KeptEvent;
import dev.carillon.journal.Recorded.Asked;
import dev.carillon.registry.KeptTopic;
import dev.carillon.registry.Rules;
import dev.carillon.rule.Recipient;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Sends past events to one topic again: those that the bucket's rules for that topic match now; to
 * a subscription those of its rule, also if they were published before it was created; to a
 * receiver all that it took. They keep their ids, are marked as replay, and go through the topic's
 * replay lane.
 *
 * <p>Thread-safe. A request that is repeated sends the events twice.
 */
public final class Replays {
    private static final int PAGE = 200;

    private final EventLog log;
    private final Rules rules;
    private final Deliverer deliverer;
    private final InstantSource clock;
    private final Matching matching = new Matching();

    /** Reads from {@code log}. */
    public Replays(EventLog log, Rules rules, Deliverer deliverer, InstantSource clock) {
        this.log = log;
        this.rules = rules;
        this.deliverer = deliverer;
        this.clock = clock;
    }

    /**
     * The events to send again.
     *
     * @param since happened then or later
     * @param until happened before
     * @param keyPrefix the beginning of the object's key
     */
    public record Window(Instant since, Instant until, String keyPrefix) {
        boolean holds(Change change) {
            return !change.time().isBefore(since)
                    && change.time().isBefore(until)
                    && change.object().key().startsWith(keyPrefix);
        }
    }

    /**
     * The amount that is owed again.
     *
     * @param events the number of events
     * @param deliveries the number of deliveries: one for each matching rule
     */
    public record Outcome(long events, long deliveries) {
        private Outcome and(int moreEvents, int moreDeliveries) {
            return new Outcome(events + moreEvents, deliveries + moreDeliveries);
        }
    }

    /**
     * Adds the deliveries; when this returns they are durable and their lane is notified. If the
     * process dies meanwhile, some of them are owed, the oldest first.
     */
    public Outcome replay(KeptTopic topic, Window window) {
        long newest = log.newest();
        var outcome = new Outcome(0, 0);
        List<KeptEvent> page = log.read(0, PAGE);
        while (!page.isEmpty() && page.getFirst().stamp() <= newest) {
            List<Repeat> repeats =
                    page.stream()
                            .filter(keptEvent -> keptEvent.stamp() <= newest)
                            .filter(keptEvent -> window.holds(keptEvent.event().change()))
                            .map(keptEvent ->
                                    new Repeat(keptEvent.event(), asked(topic, keptEvent)))
                            .filter(repeat -> !repeat.asked().isEmpty())
                            .toList();
            outcome = outcome.and(repeats.size(), owe(repeats));
            page = log.read(page.getLast().stamp(), PAGE);
        }
        return outcome;
    }

    private int owe(List<Repeat> repeats) {
        if (repeats.isEmpty()) {
            return 0;
        }
        List<Owed> owed = log.owe(repeats, clock.instant());
        owed.forEach(deliverer::offer);
        return owed.size();
    }

    private List<Asked> asked(KeptTopic topic, KeptEvent kept) {
        Change change = kept.event().change();
        LaneId lane = new LaneId(topic.lane()).ofReplays();
        if (change.received()) {
            return published(topic, change).map(rule -> new Asked(lane, rule)).stream().toList();
        }
        return rules.of(change.bucket().id()).stream()
                .flatMap(keptRules -> matching.matching(keptRules, change).stream())
                .filter(rule -> rule.recipient().equals(topic.topic().recipient()))
                .map(rule -> new Asked(lane, rule.id()))
                .toList();
    }

    /**
     * Returns the rule for which a published event is sent again: to a receiver every one, by its
     * name; to a subscription one of its rule, whole messages only if the event carries its
     * message.
     */
    private static Optional<String> published(KeptTopic topic, Change change) {
        return switch (topic.topic().recipient()) {
            case Recipient.Receiver(String name) -> Optional.of(name);
            case Recipient.Subscription(String bucket, String rule, _) ->
                    PublishedRule.of(change).equals(new PublishedRule(bucket, rule))
                                    && PublicationParts.takes(topic, change)
                            ? Optional.of(rule)
                            : Optional.empty();
            case Recipient.NamedTopic _, Recipient.RuleAddress _ -> Optional.empty();
        };
    }
}
