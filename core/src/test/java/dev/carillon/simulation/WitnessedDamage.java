package dev.carillon.simulation;

import dev.carillon.delivery.Owed;
import dev.carillon.journal.Journal;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/** What the witness knows of records that the disk cannot read any more: they alone may be lost. */
final class WitnessedDamage {
    private final Witness witness;
    private final Set<Long> events = new HashSet<>();
    private final Set<Promised> deliveries = new LinkedHashSet<>();

    WitnessedDamage(Witness witness) {
        this.witness = witness;
    }

    /** The record of a delivery cannot be read. */
    void delivery(Promised it) {
        deliveries.add(it);
        it.recordBad = true;
    }

    /** An event cannot be read: what is owed for it may go without a letter. */
    void event(long stamp, Collection<WitnessedLane> lanes) {
        events.add(stamp);
        for (WitnessedLane lane : lanes) {
            for (Promised it : lane.promises()) {
                if (it.stamp == stamp) {
                    deliveries.add(it);
                    it.eventBad = true;
                }
            }
        }
    }

    /** An event is owed again, which may have become unreadable since it was read for that. */
    void owedAgain(Promised it) {
        if (events.contains(it.stamp)) {
            deliveries.add(it);
            it.eventBad = true;
        }
    }

    /**
     * A commit is on disk: notes what the server gave up because it cannot read it.
     *
     * @param journal over the disk as if all could be read
     */
    void look(Journal journal) {
        for (Promised it : deliveries) {
            if (!it.over() && !it.lane.topic.removed() && !owed(journal, it)) {
                it.verdict = new Verdict.GivenUp(Promised.UNREADABLE);
                it.lane.queue().settled(it);
                witness.saw(it.unknowable() ? Coverage.UNREADABLE_BOTH : one(it));
            }
        }
    }

    private static Coverage one(Promised it) {
        return it.eventBad ? Coverage.UNREADABLE_EVENT : Coverage.UNREADABLE_DELIVERY;
    }

    private static boolean owed(Journal journal, Promised it) {
        return journal.read(it.lane.id, it.number, 1).owed().stream()
                        .anyMatch(found -> found.number() == it.number)
                || journal.parkedHeads(it.lane.id).owed().stream()
                        .map(Owed::orderKey)
                        .flatMap(key ->
                                journal.readParked(it.lane.id, key, it.number, 1).owed().stream())
                        .anyMatch(found -> found.number() == it.number);
    }

    /**
     * Whether an audit, which sees what the server cannot read, must find this: an event of which
     * nobody could note what became of it, or a delivery that nobody knows of.
     */
    boolean explains(String fault) {
        return events.stream().anyMatch(it -> fault.endsWith(unknown(it)))
                || deliveries.stream()
                        .filter(Promised::unknowable)
                        .anyMatch(it -> fault.startsWith(passedOver(it)));
    }

    private static String unknown(long stamp) {
        return "owed for event %d, is neither done, dead nor owed".formatted(stamp);
    }

    private static String passedOver(Promised it) {
        return "lane %s: %d is queued below the head ".formatted(it.lane.id, it.number);
    }
}
