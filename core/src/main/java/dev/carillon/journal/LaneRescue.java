package dev.carillon.journal;

import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.Owed;
import dev.carillon.event.ObjectEvent;
import dev.carillon.journal.Recorded.Asked;
import dev.carillon.state.DamagedStateException;
import dev.carillon.state.Key;
import dev.carillon.state.KeyRange;
import dev.carillon.state.Salvage;
import dev.carillon.state.Stamped;
import dev.carillon.state.View;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds the deliveries that a lane owes in a range that cannot be read, through the tickets of the
 * events. A delivery that is not settled and cannot be read by its own key either is lost. Reads
 * the whole log; for one thread and one use.
 */
final class LaneRescue {
    private final View view;
    private final LaneId lane;
    private final boolean thorough;
    private final List<Owed> found = new ArrayList<>();
    private final List<Owed> lost = new ArrayList<>();
    private final List<Key> nameless = new ArrayList<>();

    /** Creates a rescue; if not {@code thorough}, it only skips damaged ranges. */
    LaneRescue(View view, LaneId lane, boolean thorough) {
        this.view = view;
        this.lane = lane;
        this.thorough = thorough;
    }

    /**
     * Skips the unreadable range of the queue that begins with a number.
     *
     * @param last the last number that was given in the lane
     */
    Page queued(long bad, long last) {
        Key end = JournalKeys.delivery(lane, last + 1);
        long good =
                bad > last
                        ? last + 1
                        : JournalKeys.lastNumber(
                                Salvage.nextReadable(view, JournalKeys.delivery(lane, bad), end));
        eachTicket((event, ticket) -> {
            if (ticket.number() >= bad && ticket.number() < good) {
                Key place = JournalKeys.delivery(lane, ticket.number());
                judge(event, ticket, place, JournalKeys.parked(ticket, event));
            }
        });
        found.sort(Comparator.comparingLong(Owed::number));
        return new Page(found, good, good > last, new Losses(false, lost, List.of()));
    }

    /**
     * Reads the parked deliveries of an order key from a number on, with unreadable ranges between
     * them.
     */
    Page parked(String orderKey, long from) {
        Key end = JournalKeys.parked(lane, orderKey).afterPrefix();
        walkParked(new KeyRange(JournalKeys.parked(lane, orderKey, from), end));
        return new Page(found, 0, true, new Losses(true, lost, nameless));
    }

    /** Reads the first parked delivery of each order key, with unreadable ranges between them. */
    Page heads() {
        walkParked(KeyRange.of(JournalKeys.parked(lane)));
        var heads = new LinkedHashMap<String, Owed>();
        found.forEach(owed -> heads.putIfAbsent(owed.orderKey(), owed));
        return new Page(List.copyOf(heads.values()), 0, true, new Losses(true, lost, nameless));
    }

    private void walkParked(KeyRange range) {
        var gaps = new ArrayList<KeyRange>();
        var entries = new ArrayList<Map.Entry<Key, DeliveryCodec.Kept>>();
        Salvage.each(
                view,
                range,
                scan -> entries.add(Map.entry(scan.key(), DeliveryCodec.read(scan.value()))),
                gaps::add);
        entries.forEach(entry -> take(entry.getKey(), entry.getValue()));
        Predicate<Key> unread = key -> gaps.stream().anyMatch(gap -> gap.contains(key));
        eachTicket((event, ticket) -> {
            if (unread.test(JournalKeys.parked(ticket, event))) {
                judgeParked(event, ticket);
            }
        });
        found.sort(Comparator.comparingLong(Owed::number));
    }

    private void take(Key key, DeliveryCodec.Kept kept) {
        event(kept.eventStamp())
                .ifPresentOrElse(
                        event -> found.add(kept.with(lane, JournalKeys.lastNumber(key), event)),
                        () -> nameless.add(key));
    }

    /** Examines a ticket of the lane with its event. */
    @FunctionalInterface
    private interface Judge {
        void judge(ObjectEvent event, Ticket ticket);
    }

    private void eachTicket(Judge judge) {
        if (!thorough) {
            return;
        }
        Salvage.each(
                view,
                KeyRange.of(JournalKeys.events()),
                scan -> {
                    long stamp = JournalKeys.lastNumber(scan.key());
                    KeptEvent kept = EventCodec.readKept(scan.value(), stamp);
                    kept.tickets().stream()
                            .filter(ticket -> ticket.lane().equals(lane))
                            .forEach(ticket -> judge.judge(kept.event(), ticket));
                },
                _ -> {});
    }

    private void judgeParked(ObjectEvent event, Ticket ticket) {
        Key place = JournalKeys.parked(ticket, event);
        judge(event, ticket, place, JournalKeys.delivery(lane, ticket.number()));
    }

    /**
     * Decides about a delivery. One that was written again may be readable by its key although its
     * old place is not.
     */
    private void judge(ObjectEvent event, Ticket ticket, Key place, Key otherPlace) {
        try {
            view.get(place)
                    .map(kept -> DeliveryCodec.read(kept.value()))
                    .ifPresent(kept -> found.add(kept.with(lane, ticket.number(), event)));
        } catch (DamagedStateException e) {
            if (!settledOrAt(otherPlace, event, ticket)) {
                lost.add(Journal.owed(new Asked(lane, ticket.rule()), ticket.number(), event));
            }
        }
    }

    /**
     * Returns whether the delivery is settled, or owed at the other place. If it cannot be found
     * out whether it is settled, it counts as settled, so that nothing is given up on a guess. A
     * delivery that is not settled is owed at one of two places, so it is lost if both are
     * unreadable.
     */
    private boolean settledOrAt(Key otherPlace, ObjectEvent event, Ticket ticket) {
        long number = ticket.number();
        return there(JournalKeys.dead(lane, number), true)
                || there(JournalKeys.ending(event.sequencer().stamp(), lane, number), true)
                || there(otherPlace, false);
    }

    private boolean there(Key key, boolean ifUnreadable) {
        try {
            return view.get(key).isPresent();
        } catch (DamagedStateException e) {
            return ifUnreadable;
        }
    }

    private Optional<ObjectEvent> event(long stamp) {
        try {
            return view.get(JournalKeys.event(stamp))
                    .map(Stamped::value)
                    .map(kept -> ObjectEvent.of(EventCodec.read(kept), stamp));
        } catch (DamagedStateException e) {
            return Optional.empty();
        }
    }
}
