package dev.carillon.journal;

import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.Owed;
import dev.carillon.event.Change;
import dev.carillon.event.ObjectEvent;
import dev.carillon.journal.Recorded.Asked;
import dev.carillon.state.BytesReader;
import dev.carillon.state.Commit;
import dev.carillon.state.DamagedStateException;
import dev.carillon.state.Key;
import dev.carillon.state.KeyRange;
import dev.carillon.state.Salvage;
import dev.carillon.state.Stamped;
import dev.carillon.state.State;
import dev.carillon.state.Template;
import dev.carillon.state.View;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/**
 * Stores events and the deliveries owed for them. Both are added to the commit of the change
 * itself: an event exists if and only if its change does, and it is owed if and only if it exists.
 *
 * <p>Thread-safe. The ends of deliveries are written through {@link Ledger}.
 */
public final class Journal {
    private final State state;
    private final LongAdder recordedBytes = new LongAdder();
    private volatile Runnable follower = () -> {};
    private volatile Predicate<LaneId> takesMessages = _ -> true;

    /** Stores everything in {@code state}, which the caller closes. */
    public Journal(State state) {
        this.state = state;
    }

    /**
     * Adds to the commit of a change its event and the deliveries owed for it, each with the next
     * number of its lane.
     *
     * @param rules the stamp of the rules against which the change was matched, 0 if there were
     *     none
     * @param asked the deliveries, in the order in which they are numbered
     */
    public Recorded record(Commit commit, Change change, long rules, List<Asked> asked) {
        List<PendingTicket> tickets = PendingTicket.owe(commit, asked, DeliveryCodec::writeNew);
        Template event = EventCodec.write(change, rules, List.of(), tickets);
        commit.put(JournalKeys.newEvent(), event);
        commit.put(JournalKeys.newOfObject(change), Template.of(JournalKeys.nothing()));
        return new Recorded(
                event.bytes().length + JournalKeys.EVENT_KEY_BYTES, PendingTicket.numbers(tickets));
    }

    /**
     * Counts the size of events whose commit is durable, and notifies the follower. Callers may
     * come in another order than their commits.
     */
    public void recorded(long bytes) {
        recordedBytes.add(bytes);
        follower.run();
    }

    /**
     * Sets the action that runs when events have become readable. It runs in the thread that made
     * the change, so it must not block or throw.
     */
    public void follow(Runnable action) {
        follower = action;
    }

    /**
     * Sets which lanes are sent the whole messages of published events and keep them in their dead
     * letters; until then, all are.
     */
    public void messagesFor(Predicate<LaneId> lanes) {
        takesMessages = lanes;
    }

    /**
     * Returns the event of a delivery as its lane is sent it, with its message if the lane takes
     * messages; empty if the event cannot be read. Lanes hold their deliveries without messages, so
     * that a message is in memory only while it is sent or written.
     */
    public Optional<ObjectEvent> toSend(Owed owed) {
        ObjectEvent alone = owed.event();
        if (!alone.change().received() || !takesMessages.test(owed.delivery().lane())) {
            return Optional.of(alone);
        }
        try {
            long stamp = owed.delivery().eventStamp();
            return state.get(JournalKeys.event(stamp))
                    .map(kept -> ObjectEvent.of(EventCodec.read(kept.value()), stamp));
        } catch (DamagedStateException e) {
            return Optional.empty();
        }
    }

    /** Returns the delivery that {@link #record} added, after its commit has given the numbers. */
    public static Owed owed(LaneId lane, long number, String rule, ObjectEvent event) {
        return owed(new Asked(lane, rule), number, event);
    }

    /** Returns the delivery of a request, after its commit has given the number. */
    public static Owed owed(Asked asked, long number, ObjectEvent event) {
        long stamp = event.sequencer().stamp();
        return new DeliveryCodec.Kept(stamp, asked.rule(), asked.progress())
                .with(asked.lane(), number, event);
    }

    /** Returns the event with this stamp, as long as it is kept. */
    public Optional<KeptEvent> event(long stamp) {
        return state.get(JournalKeys.event(stamp))
                .map(kept -> EventCodec.readKept(kept.value(), stamp));
    }

    /**
     * Returns the oldest delivery that a lane still owes: the first of its queue, or of any parked
     * key. Deliveries that cannot be read are skipped.
     */
    public Optional<Owed> oldest(LaneId lane) {
        long head = books(lane).head();
        try (View view = state.view()) {
            Page page = glance(view, lane).queued(head, 1);
            while (page.owed().isEmpty() && !page.end()) {
                page = glance(view, lane).queued(page.next(), 1);
            }
            var first = new ArrayList<>(page.owed());
            first.addAll(glance(view, lane).heads(Integer.MAX_VALUE).owed());
            return first.stream().min(Comparator.comparing(Owed::since));
        }
    }

    private static LaneReading glance(View view, LaneId lane) {
        return new LaneReading(view, lane, false);
    }

    /** Returns the size of an event in bytes, as quotas count it: without its message. */
    public static long size(ObjectEvent event) {
        return EventCodec.write(event.change().alone()).length;
    }

    /**
     * Returns the size in bytes of the events of the deliveries that a lane owes up to a number;
     * deliveries that cannot be read count as 0.
     */
    public long weigh(LaneId lane, long upTo) {
        try (View view = state.bulkView();
                var events = EventFinder.stepping(view)) {
            var bytes = new LongAdder();
            for (Key prefix : List.of(JournalKeys.deliveries(lane), JournalKeys.parked(lane))) {
                Salvage.each(
                        view,
                        KeyRange.of(prefix),
                        scan -> {
                            if (JournalKeys.lastNumber(scan.key()) <= upTo) {
                                bytes.add(size(events, DeliveryCodec.read(scan.value())));
                            }
                        },
                        _ -> {});
            }
            return bytes.sum();
        }
    }

    private static long size(EventFinder events, DeliveryCodec.Kept delivery) {
        try {
            return events.find(delivery.eventStamp()).map(Journal::size).orElse(0L);
        } catch (DamagedStateException e) {
            return 0;
        }
    }

    /** Returns the bytes of events recorded since the last call. */
    long takeRecordedBytes() {
        return recordedBytes.sumThenReset();
    }

    /**
     * Returns the numbers of the deliveries that a lane owes and may have attempted already: those
     * of its queue, and of the first parked delivery of each order key.
     *
     * @param from the smallest number that is of interest
     * @param to the largest
     */
    public Set<Long> attemptable(LaneId lane, long from, long to) {
        try (View view = state.bulkView()) {
            return LaneReading.attemptable(view, lane, from, to);
        }
    }

    /** Returns every lane to which anything was ever owed, as far as the lanes can be read. */
    public List<LaneId> lanes() {
        var lanes = new ArrayList<LaneId>();
        try (View view = state.view()) {
            Salvage.each(
                    view,
                    KeyRange.of(JournalKeys.counters()),
                    scan -> lanes.add(JournalKeys.lane(scan.key())),
                    _ -> {});
        }
        return lanes;
    }

    /** Returns the last number given in the lane, 0 if there was none. */
    public long given(LaneId lane) {
        return given(state.get(JournalKeys.counter(lane)));
    }

    /** Returns the lane's books as last written. */
    public Books books(LaneId lane) {
        return books(keptBooks(lane));
    }

    /** Returns the lane's books as last written, with their stamp; empty if there are none. */
    Optional<Stamped> keptBooks(LaneId lane) {
        return state.get(JournalKeys.books(lane));
    }

    /** Returns the number of deliveries that the lane still owes, parked ones included. */
    public long owing(LaneId lane) {
        try (View view = state.view()) {
            Books books = books(view.get(JournalKeys.books(lane)));
            return given(view.get(JournalKeys.counter(lane))) - books.done() - books.dead();
        }
    }

    /**
     * Counts deliveries that a lane owes according to its books although no delivery that it owes
     * can be read. Reads everything that the lane owes; if any of it can be read, none are counted.
     *
     * @param upTo the last number given that the caller knows: if more were given since, none are
     *     counted
     */
    long unaccounted(LaneId lane, long upTo) {
        try (View view = state.bulkView()) {
            long given = given(view.get(JournalKeys.counter(lane)));
            Books books = books(view.get(JournalKeys.books(lane)));
            long owed = given - books.done() - books.dead();
            return given == upTo && owed > 0 && unread(view, lane) ? owed : 0;
        } catch (DamagedStateException e) {
            return 0;
        }
    }

    /**
     * Returns whether nothing can be read because of unreadable ranges. If everything can be read,
     * a difference is not a reading error, and the audit reports it.
     */
    private static boolean unread(View view, LaneId lane) {
        var read = new LongAdder();
        var gaps = new LongAdder();
        for (Key prefix : List.of(JournalKeys.deliveries(lane), JournalKeys.parked(lane))) {
            Salvage.each(view, KeyRange.of(prefix), _ -> read.increment(), _ -> gaps.increment());
        }
        return gaps.sum() > 0 && read.sum() == 0;
    }

    private static Books books(Optional<Stamped> kept) {
        return kept.map(stamped -> Books.read(stamped.value())).orElseGet(Books::empty);
    }

    /**
     * Reads the deliveries that the lane owes, without parked ones. Damaged ranges are skipped: see
     * {@link Page#losses}.
     *
     * @param from the number to begin with
     * @param limit the largest number of deliveries, not counting those found one by one in a
     *     damaged range
     */
    public Page read(LaneId lane, long from, int limit) {
        try (View view = state.view()) {
            return new LaneReading(view, lane, true).queued(from, limit);
        }
    }

    /**
     * Reads parked deliveries of one order key, in the same way.
     *
     * @param from the number to begin with: if the deliveries before it are settled, the disk need
     *     not skip what it still stores of them
     * @param limit the largest number of deliveries, not counting those found one by one in a
     *     damaged range
     */
    public Page readParked(LaneId lane, String orderKey, long from, int limit) {
        try (View view = state.view()) {
            return new LaneReading(view, lane, true).parked(orderKey, from, limit);
        }
    }

    /**
     * Returns the first parked delivery of each order key, by one seek for each key, however many
     * wait behind it.
     */
    public Page parkedHeads(LaneId lane) {
        return parkedHeads(lane, Integer.MAX_VALUE);
    }

    /** Returns the first parked deliveries of at most {@code limit} order keys. */
    Page parkedHeads(LaneId lane, int limit) {
        try (View view = state.view()) {
            return new LaneReading(view, lane, true).heads(limit);
        }
    }

    static long given(Optional<Stamped> counter) {
        return counter.map(kept -> new BytesReader(kept.value()).i64()).orElse(0L);
    }
}
