package dev.carillon.journal;

import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.Owed;
import dev.carillon.event.ObjectEvent;
import dev.carillon.state.DamagedStateException;
import dev.carillon.state.Key;
import dev.carillon.state.Scan;
import dev.carillon.state.View;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the deliveries that a lane owes from one snapshot. Damaged ranges are skipped and accounted
 * for by {@link LaneRescue}. Not thread-safe.
 */
final class LaneReading {
    private final View view;
    private final LaneId lane;
    private final boolean thorough;
    private final List<Owed> owed = new ArrayList<>();
    private final List<Key> nameless = new ArrayList<>();

    /**
     * Creates a reading.
     *
     * @param thorough whether to find out what is owed in damaged ranges, which takes as long as
     *     reading all events
     */
    LaneReading(View view, LaneId lane, boolean thorough) {
        this.view = view;
        this.lane = lane;
        this.thorough = thorough;
    }

    /** Reads the queue: {@link Journal#read}. */
    Page queued(long from, int limit) {
        long last = Journal.given(view.get(JournalKeys.counter(lane)));
        Key end = JournalKeys.deliveries(lane).afterPrefix();
        long next = from;
        try (Scan scan = view.scan(JournalKeys.delivery(lane, from), end, View.Order.FORWARD);
                var events = EventFinder.stepping(view)) {
            while (owed.size() < limit && scan.next()) {
                next = JournalKeys.lastNumber(scan.key()) + 1;
                take(events, scan);
            }
        } catch (DamagedStateException e) {
            return owed.isEmpty() && nameless.isEmpty()
                    ? new LaneRescue(view, lane, thorough).queued(next, last)
                    : new Page(owed, next, false, new Losses(false, List.of(), nameless));
        }
        boolean more = owed.size() == limit;
        return new Page(
                owed, more ? next : last + 1, !more, new Losses(false, List.of(), nameless));
    }

    /** Reads the parked deliveries of an order key: {@link Journal#readParked}. */
    Page parked(String orderKey, long from, int limit) {
        Key first = JournalKeys.parked(lane, orderKey, from);
        Key end = JournalKeys.parked(lane, orderKey).afterPrefix();
        try (Scan scan = view.scan(first, end, View.Order.FORWARD);
                var events = EventFinder.lookingUp(view)) {
            while (owed.size() < limit && scan.next()) {
                take(events, scan);
            }
        } catch (DamagedStateException e) {
            return new LaneRescue(view, lane, thorough).parked(orderKey, from);
        }
        boolean more = owed.size() == limit;
        long next = more ? owed.getLast().number() + 1 : 0;
        return new Page(owed, next, !more, new Losses(true, List.of(), nameless));
    }

    /** Reads the first parked deliveries of at most {@code limit} order keys. */
    Page heads(int limit) {
        try (Scan scan = view.scan(JournalKeys.parked(lane));
                var events = EventFinder.lookingUp(view)) {
            boolean found = scan.next();
            while (found && owed.size() < limit) {
                found =
                        take(events, scan)
                                ? scan.seek(behind(JournalKeys.orderKey(scan.key())))
                                : scan.next();
            }
        } catch (DamagedStateException e) {
            return new LaneRescue(view, lane, thorough).heads();
        }
        return new Page(owed, 0, true, new Losses(true, List.of(), nameless));
    }

    /** Reads numbers without their deliveries: {@link Journal#attemptable}. */
    static Set<Long> attemptable(View view, LaneId lane, long from, long to) {
        var numbers = new HashSet<Long>();
        Key end = JournalKeys.delivery(lane, to).successor();
        try (Scan scan = view.scan(JournalKeys.delivery(lane, from), end, View.Order.FORWARD)) {
            while (scan.next()) {
                numbers.add(JournalKeys.lastNumber(scan.key()));
            }
        }
        try (Scan scan = view.scan(JournalKeys.parked(lane))) {
            boolean found = scan.next();
            while (found) {
                numbers.add(JournalKeys.lastNumber(scan.key()));
                String orderKey = JournalKeys.orderKey(scan.key());
                found = scan.seek(JournalKeys.parked(lane, orderKey).afterPrefix());
            }
        }
        return numbers;
    }

    private Key behind(String orderKey) {
        return JournalKeys.parked(lane, orderKey).afterPrefix();
    }

    /** Adds a delivery; a delivery whose event cannot be read is lost. */
    private boolean take(EventFinder events, Scan scan) {
        DeliveryCodec.Kept kept = DeliveryCodec.read(scan.value());
        Optional<ObjectEvent> event = event(events, kept.eventStamp());
        event.ifPresentOrElse(
                objectEvent ->
                        owed.add(kept.with(lane, JournalKeys.lastNumber(scan.key()), objectEvent)),
                () -> nameless.add(scan.key()));
        return event.isPresent();
    }

    private static Optional<ObjectEvent> event(EventFinder events, long stamp) {
        try {
            return events.find(stamp);
        } catch (DamagedStateException e) {
            return Optional.empty();
        }
    }
}
