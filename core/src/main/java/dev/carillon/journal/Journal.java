package dev.carillon.journal;

import dev.carillon.delivery.DeadLetter;
import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.Owed;
import dev.carillon.event.Change;
import dev.carillon.event.ObjectEvent;
import dev.carillon.state.BytesReader;
import dev.carillon.state.Commit;
import dev.carillon.state.Hole;
import dev.carillon.state.Key;
import dev.carillon.state.Scan;
import dev.carillon.state.Stamped;
import dev.carillon.state.State;
import dev.carillon.state.Template;
import dev.carillon.state.View;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Keeps events and what is owed for them. What is added goes into the commit of the change itself:
 * an event exists if and only if its change does, and is owed if and only if it exists.
 *
 * <p>For any number of threads. How deliveries end is written through {@link Ledger}.
 */
public final class Journal {
    private final State state;
    private final LongAdder recordedBytes = new LongAdder();

    /** Keeps everything in {@code state}, which the caller closes. */
    public Journal(State state) {
        this.state = state;
    }

    /**
     * Adds the event of a change to the change's commit.
     *
     * @return how many bytes it takes, to be told to {@link #recorded} once it is committed
     */
    public int record(Commit commit, Change change) {
        byte[] event = EventCodec.write(change);
        commit.put(JournalKeys.newEvent(), Template.of(event));
        return event.length + JournalKeys.EVENT_KEY_BYTES;
    }

    /** Events were committed that take so many bytes. */
    public void recorded(long bytes) {
        recordedBytes.add(bytes);
    }

    /**
     * Adds a delivery of that event to the same commit: the next number of the lane.
     *
     * @param rule the id of the rule that asked
     */
    public Hole.Next owe(Commit commit, LaneId lane, String rule) {
        Hole.Next number = commit.next(JournalKeys.counter(lane));
        commit.put(JournalKeys.newDelivery(lane, number), DeliveryCodec.writeNew(rule));
        return number;
    }

    /** The delivery that {@link #owe} made, once its commit has given the numbers. */
    public static Owed owed(LaneId lane, long number, String rule, ObjectEvent event) {
        var kept = new DeliveryCodec.Kept(event.sequencer().stamp(), 0, Instant.EPOCH, rule);
        return kept.with(lane, number, event);
    }

    /** The event with this stamp, while it is kept. */
    public Optional<ObjectEvent> event(long stamp) {
        return state.get(JournalKeys.event(stamp))
                .map(kept -> ObjectEvent.of(EventCodec.read(kept.value()), stamp));
    }

    /** The smallest stamp of an event that is still owed; {@link Long#MAX_VALUE} when none is. */
    long oldestOwed() {
        long oldest = Long.MAX_VALUE;
        for (LaneId lane : lanes()) {
            var first = new ArrayList<>(read(lane, books(lane).head(), 1).owed());
            first.addAll(parkedHeads(lane));
            for (Owed owed : first) {
                oldest = Math.min(oldest, owed.delivery().eventStamp());
            }
        }
        return oldest;
    }

    /** How many bytes of events were recorded since this was last asked. */
    long takeRecordedBytes() {
        return recordedBytes.sumThenReset();
    }

    /** All lanes anything was ever owed to. */
    public List<LaneId> lanes() {
        var lanes = new ArrayList<LaneId>();
        try (View view = state.view();
                Scan scan = view.scan(JournalKeys.counters())) {
            while (scan.next()) {
                var in = new BytesReader(scan.key().bytes());
                in.u8();
                lanes.add(new LaneId(in.i64()));
            }
        }
        return lanes;
    }

    /** The last number given in the lane, 0 when there was none. */
    public long given(LaneId lane) {
        return given(state.get(JournalKeys.counter(lane)));
    }

    /** The lane's books as last written. */
    public Books books(LaneId lane) {
        return state.get(JournalKeys.books(lane))
                .map(kept -> Books.read(kept.value()))
                .orElseGet(Books::empty);
    }

    /** How many deliveries the lane still owes, parked ones included. */
    public long owing(LaneId lane) {
        try (View view = state.view()) {
            Books books =
                    view.get(JournalKeys.books(lane))
                            .map(kept -> Books.read(kept.value()))
                            .orElseGet(Books::empty);
            return given(view.get(JournalKeys.counter(lane))) - books.done() - books.dead();
        }
    }

    /**
     * Reads what the lane owes, parked deliveries left out.
     *
     * @param from the number to begin with
     * @param limit at most this many
     */
    public Page read(LaneId lane, long from, int limit) {
        try (View view = state.view()) {
            var owed = new ArrayList<Owed>();
            long last = given(view.get(JournalKeys.counter(lane)));
            Key end = JournalKeys.deliveries(lane).afterPrefix();
            try (Scan scan = view.scan(JournalKeys.delivery(lane, from), end, View.Order.FORWARD)) {
                while (owed.size() < limit && scan.next()) {
                    owed.add(join(view, lane, scan));
                }
            }
            boolean more = owed.size() == limit;
            return new Page(owed, more ? owed.getLast().number() + 1 : last + 1, !more);
        }
    }

    /** Reads the parked deliveries of one order key, at most {@code limit}. */
    public Page readParked(LaneId lane, String orderKey, int limit) {
        try (View view = state.view();
                Scan scan = view.scan(JournalKeys.parked(lane, orderKey))) {
            var owed = new ArrayList<Owed>();
            while (owed.size() < limit && scan.next()) {
                owed.add(join(view, lane, scan));
            }
            boolean more = owed.size() == limit;
            return new Page(owed, more ? owed.getLast().number() + 1 : 0, !more);
        }
    }

    /** The first parked delivery of each order key: one seek a key, however many wait behind it. */
    public List<Owed> parkedHeads(LaneId lane) {
        var heads = new ArrayList<Owed>();
        try (View view = state.view();
                Scan scan = view.scan(JournalKeys.parked(lane))) {
            boolean found = scan.next();
            while (found) {
                Owed head = join(view, lane, scan);
                heads.add(head);
                found = scan.seek(JournalKeys.parked(lane, head.orderKey()).afterPrefix());
            }
        }
        return heads;
    }

    /** The dead letters of a lane with numbers above {@code after}, at most {@code limit}. */
    public List<DeadLetter> deadLetters(LaneId lane, long after, int limit) {
        var letters = new ArrayList<DeadLetter>();
        Key end = JournalKeys.deadOf(lane).afterPrefix();
        try (View view = state.view();
                Scan scan = view.scan(JournalKeys.dead(lane, after + 1), end, View.Order.FORWARD)) {
            while (letters.size() < limit && scan.next()) {
                letters.add(DeliveryCodec.readDead(lane, numberIn(scan.key()), scan.value()));
            }
        }
        return letters;
    }

    private static Owed join(View view, LaneId lane, Scan scan) {
        DeliveryCodec.Kept kept = DeliveryCodec.read(scan.value());
        long number = numberIn(scan.key());
        byte[] event =
                view.get(JournalKeys.event(kept.eventStamp()))
                        .map(Stamped::value)
                        .orElseThrow(() ->
                                new IllegalStateException(
                                        "delivery "
                                                + number
                                                + " of lane "
                                                + lane.stamp()
                                                + " names event "
                                                + kept.eventStamp()
                                                + ", which is not kept: the data"
                                                + " directory is damaged"));
        return kept.with(lane, number, ObjectEvent.of(EventCodec.read(event), kept.eventStamp()));
    }

    private static long numberIn(Key key) {
        byte[] bytes = key.bytes();
        return ByteBuffer.wrap(bytes).getLong(bytes.length - Long.BYTES);
    }

    private static long given(Optional<Stamped> counter) {
        return counter.map(kept -> new BytesReader(kept.value()).i64()).orElse(0L);
    }
}
