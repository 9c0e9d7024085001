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

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Sends events of the past again to one topic: those the bucket's rules for that topic ask about
 * now. They keep their ids, are marked as replay, and go through a lane of their own beside the
 * live one.
 *
 * <p>For any number of threads. What is said twice is sent twice.
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
     * Which events are meant.
     *
     * @param since happened then or later
     * @param until happened before
     * @param keyPrefix the object's key begins with this
     */
    public record Window(Instant since, Instant until, String keyPrefix) {
        boolean holds(Change change) {
            return !change.time().isBefore(since)
                    && change.time().isBefore(until)
                    && change.object().key().startsWith(keyPrefix);
        }
    }

    /**
     * What is owed again.
     *
     * @param events how many events
     * @param deliveries how many deliveries: one for each rule that asks
     */
    public record Outcome(long events, long deliveries) {
        private Outcome and(int moreEvents, int moreDeliveries) {
            return new Outcome(events + moreEvents, deliveries + moreDeliveries);
        }
    }

    /**
     * Owes the events again; durable, and their lane is told, when this returns. A process that
     * dies meanwhile has owed some of them, the oldest first.
     */
    public Outcome replay(KeptTopic topic, Window window) {
        long newest = log.newest();
        var outcome = new Outcome(0, 0);
        List<KeptEvent> page = log.read(0, PAGE);
        while (!page.isEmpty() && page.getFirst().stamp() <= newest) {
            List<Repeat> repeats =
                    page.stream()
                            .filter(it -> it.stamp() <= newest)
                            .filter(it -> window.holds(it.event().change()))
                            .map(it -> new Repeat(it.event(), asked(topic, it)))
                            .filter(it -> !it.asked().isEmpty())
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
        return rules.of(change.bucket().id()).stream()
                .flatMap(it -> matching.matching(it, change).stream())
                .filter(it -> it.recipient().equals(topic.topic().recipient()))
                .map(it -> new Asked(lane, it.id()))
                .toList();
    }
}
