package dev.carillon.simulation;

import dev.carillon.delivery.Owed;
import dev.carillon.journal.Journal;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The records that the disk cannot read any more, as the witness knows them: only they may be lost.
 */
final class WitnessedDamage {
    private final Witness witness;
    private final Set<Long> events = new HashSet<>();
    private final Set<Promised> deliveries = new LinkedHashSet<>();

    WitnessedDamage(Witness witness) {
        this.witness = witness;
    }

    /** Records that a delivery's record cannot be read. */
    void delivery(Promised it) {
        deliveries.add(it);
        it.recordBad = true;
    }

    /** Records that an event cannot be read: its deliveries may end without a dead letter. */
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

    /**
     * Records that an event is owed again, which may have become unreadable after it was read for
     * that.
     */
    void owedAgain(Promised it) {
        if (events.contains(it.stamp)) {
            deliveries.add(it);
            it.eventBad = true;
        }
    }

    /**
     * Records after a commit which deliveries the server gave up because it cannot read them.
     *
     * @param journal over the disk as it would be without damage
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
     * Returns whether damage explains a finding of the audit, which reads what the server cannot:
     * an event whose outcome nobody could record, or a delivery that nobody knows of.
     */
    boolean explains(String fault) {
        return events.stream().anyMatch(event -> fault.endsWith(unknown(event)))
                || deliveries.stream()
                        .filter(Promised::unknowable)
                        .anyMatch(promised -> fault.startsWith(passedOver(promised)));
    }

    private static String unknown(long stamp) {
        return "owed for event %d, is neither done, dead nor owed".formatted(stamp);
    }

    private static String passedOver(Promised it) {
        return "lane %s: %d is queued below the head ".formatted(it.lane.id, it.number);
    }
}
