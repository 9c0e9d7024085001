package dev.carillon.journal;

import dev.carillon.delivery.Owed;
import dev.carillon.event.ObjectEvent;
import dev.carillon.journal.Recorded.Asked;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.DamagedStateException;
import dev.carillon.state.Hole;
import dev.carillon.state.Key;
import dev.carillon.state.KeyRange;
import dev.carillon.state.Salvage;
import dev.carillon.state.Scan;
import dev.carillon.state.Stamped;
import dev.carillon.state.State;
import dev.carillon.state.View;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The past events, as long as they are kept: reads them in order, finds those of an object, finds
 * the outcomes of their deliveries, and owes them again. Thread-safe.
 */
public final class EventLog {
    /** The limit of deliveries in one commit. */
    private static final int AT_ONCE = 1_000;

    private final State state;
    private final Reissue reissue;

    /** Reads what {@code journal} records in the same state. */
    public EventLog(State state, Journal journal) {
        this.state = state;
        this.reissue = new Reissue(state, journal);
    }

    /**
     * An event to be sent again.
     *
     * @param asked its new deliveries
     */
    public record Repeat(ObjectEvent event, List<Asked> asked) {
        public Repeat {
            asked = List.copyOf(asked);
        }
    }

    /** Returns the floor: events with smaller stamps may have left the log. */
    public long floor() {
        return LogFence.read(state).floor();
    }

    /** Returns the stamp of the newest event, 0 if there is none. */
    public long newest() {
        return newest(state);
    }

    static long newest(State state) {
        Key all = JournalKeys.events();
        try (View view = state.view();
                Scan scan = view.scan(all, all.afterPrefix(), View.Order.REVERSE)) {
            return scan.next() ? JournalKeys.lastNumber(scan.key()) : 0;
        }
    }

    /** Returns events with stamps above {@code after}, the oldest first, at most {@code limit}. */
    public List<KeptEvent> read(long after, int limit) {
        var events = new ArrayList<KeptEvent>();
        Key end = JournalKeys.events().afterPrefix();
        try (View view = state.bulkView();
                Scan scan = view.scan(JournalKeys.event(after + 1), end, View.Order.FORWARD)) {
            while (events.size() < limit && scan.next()) {
                long stamp = JournalKeys.lastNumber(scan.key());
                events.add(EventCodec.readKept(scan.value(), stamp));
            }
        }
        return events;
    }

    /** Returns the newest events of an object, the newest first, at most {@code limit}. */
    public List<KeptEvent> ofObject(String bucketId, String key, int limit) {
        return newestFirst(JournalKeys.ofObject(bucketId, key), limit);
    }

    /**
     * Returns the newest events of an object that another program published, the newest first, at
     * most {@code limit}.
     *
     * @param bucket the name of the publisher's bucket
     */
    public List<KeptEvent> received(String bucket, String key, int limit) {
        return newestFirst(JournalKeys.ofReceived(bucket, key), limit);
    }

    private List<KeptEvent> newestFirst(Key all, int limit) {
        var events = new ArrayList<KeptEvent>();
        try (View view = state.view();
                Scan scan = view.scan(all, all.afterPrefix(), View.Order.REVERSE)) {
            while (events.size() < limit && scan.next()) {
                long stamp = JournalKeys.lastNumber(scan.key());
                view.get(JournalKeys.event(stamp))
                        .map(stamped -> EventCodec.readKept(stamped.value(), stamp))
                        .ifPresent(events::add);
            }
        }
        return events;
    }

    /**
     * Passes the newest event of every object to {@code taker}. If the newest event of an object
     * cannot be read, none is passed.
     *
     * @param unreadable gets each range of keys that cannot be read
     */
    public void newestOfEach(Consumer<KeptEvent> taker, Consumer<KeyRange> unreadable) {
        try (View view = state.bulkView()) {
            var last = new ArrayDeque<Key>(1);
            Salvage.each(
                    view,
                    KeyRange.of(JournalKeys.ofObjects()),
                    scan -> {
                        Key key = scan.key();
                        Key before = last.poll();
                        if (before != null && !JournalKeys.sameObject(before, key)) {
                            hand(view, before, taker);
                        }
                        last.push(key);
                    },
                    range -> {
                        last.clear();
                        unreadable.accept(range);
                    });
            last.forEach(key -> hand(view, key, taker));
        }
    }

    private static void hand(View view, Key ofObject, Consumer<KeptEvent> taker) {
        long stamp = JournalKeys.lastNumber(ofObject);
        newest(view, stamp).ifPresent(taker);
    }

    private static Optional<KeptEvent> newest(View view, long stamp) {
        try {
            return view.get(JournalKeys.event(stamp))
                    .map(stamped -> EventCodec.readKept(stamped.value(), stamp));
        } catch (DamagedStateException e) {
            return Optional.empty();
        }
    }

    /** Returns the outcome of one of the deliveries of an event. */
    public DeliveryOutcome fate(KeptEvent kept, Ticket ticket) {
        try (View view = state.view()) {
            return fate(view, kept.event(), ticket);
        }
    }

    static DeliveryOutcome fate(View view, ObjectEvent event, Ticket ticket) {
        String orderKey = DeliveryCodec.orderKey(event);
        long number = ticket.number();
        Optional<Stamped> queued = view.get(JournalKeys.delivery(ticket.lane(), number));
        if (queued.isPresent()) {
            return waiting(queued.get(), event, ticket, false);
        }
        Optional<Stamped> parked = view.get(JournalKeys.parked(ticket.lane(), orderKey, number));
        if (parked.isPresent()) {
            return waiting(parked.get(), event, ticket, true);
        }
        Optional<Stamped> dead = view.get(JournalKeys.dead(ticket.lane(), number));
        if (dead.isPresent()) {
            return new DeliveryOutcome.Dead(
                    DeliveryCodec.readDead(ticket.lane(), number, dead.get().value()));
        }
        return view.get(JournalKeys.ending(event.sequencer().stamp(), ticket.lane(), number))
                .<DeliveryOutcome>map(stamped ->
                        new DeliveryOutcome.Ended(DeliveryCodec.readEnding(stamped.value())))
                .orElseGet(DeliveryOutcome.Unknown::new);
    }

    /** Returns whether one of the deliveries of an event is still owed. */
    static boolean owed(View view, ObjectEvent event, Ticket it) {
        return view.get(JournalKeys.delivery(it.lane(), it.number())).isPresent()
                || view.get(
                                JournalKeys.parked(
                                        it.lane(), DeliveryCodec.orderKey(event), it.number()))
                        .isPresent();
    }

    private static DeliveryOutcome waiting(
            Stamped kept, ObjectEvent event, Ticket it, boolean parked) {
        Owed owed = DeliveryCodec.read(kept.value()).with(it.lane(), it.number(), event);
        return new DeliveryOutcome.Waiting(owed.delivery(), parked);
    }

    /**
     * Owes events again, in as many commits as necessary; durable when this returns. If the process
     * dies meanwhile, some of them are owed, the first ones first.
     *
     * @param repeats each event once
     * @param now the start of the age of the new deliveries
     * @return the new deliveries, in order
     */
    public List<Owed> owe(List<Repeat> repeats, Instant now) {
        var made = new ArrayList<Owed>();
        List<Repeat> left = inPieces(repeats);
        while (!left.isEmpty()) {
            int taken = oweFirst(left, now, made);
            left = List.copyOf(left.subList(taken, left.size()));
        }
        return made;
    }

    /** Splits events that very many rules match, because they need several commits of their own. */
    private static List<Repeat> inPieces(List<Repeat> repeats) {
        var pieces = new ArrayList<Repeat>();
        for (Repeat repeat : repeats) {
            List<Asked> all = repeat.asked();
            for (int from = 0; from < all.size(); from += AT_ONCE) {
                int to = Math.min(all.size(), from + AT_ONCE);
                pieces.add(new Repeat(repeat.event(), all.subList(from, to)));
            }
        }
        return pieces;
    }

    /**
     * Owes the first of the events, as many as one commit should take.
     *
     * @param made gets the new deliveries
     * @return the number of events
     */
    private int oweFirst(List<Repeat> repeats, Instant now, List<Owed> made) {
        while (true) {
            var commit = new Commit();
            var numbers = new ArrayList<Hole.Next>();
            LogFence.read(state).pass(commit);
            int taken = 0;
            while (taken < repeats.size() && takes(commit, numbers, repeats.get(taken))) {
                Repeat repeat = repeats.get(taken++);
                numbers.addAll(reissue.owe(commit, repeat.event(), repeat.asked(), now));
            }
            if (state.commit(commit) instanceof CommitResult.Committed done) {
                List<Owed> owed = made(repeats.subList(0, taken), numbers.iterator(), done, now);
                reissue.grew(owed);
                made.addAll(owed);
                return taken;
            }
        }
    }

    /** Returns whether the commit should take one more event; the first one always. */
    private static boolean takes(Commit commit, List<Hole.Next> numbers, Repeat next) {
        return numbers.isEmpty()
                || (numbers.size() + next.asked().size() <= AT_ONCE && !Reissue.full(commit));
    }

    private static List<Owed> made(
            List<Repeat> repeats,
            Iterator<Hole.Next> numbers,
            CommitResult.Committed done,
            Instant now) {
        var made = new ArrayList<Owed>();
        for (Repeat repeat : repeats) {
            for (Asked asked : repeat.asked()) {
                made.add(Reissue.owed(asked, done.number(numbers.next()), repeat.event(), now));
            }
        }
        return made;
    }
}
