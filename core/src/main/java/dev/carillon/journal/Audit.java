package dev.carillon.journal;

import dev.carillon.delivery.LaneId;
import dev.carillon.event.Change;
import dev.carillon.event.Original;
import dev.carillon.state.BytesReader;
import dev.carillon.state.DamagedStateException;
import dev.carillon.state.Key;
import dev.carillon.state.KeyRange;
import dev.carillon.state.Salvage;
import dev.carillon.state.Scan;
import dev.carillon.state.Stamped;
import dev.carillon.state.State;
import dev.carillon.state.View;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Verifies from the data on disk that nothing was lost: every delivery owed for an event is done,
 * dead or still owed; every lane's numbers have no gap and its books balance; and everything that
 * is owed still has its event. Not thread-safe; it reads a snapshot, so other threads may continue
 * to write.
 */
public final class Audit {
    private final View view;
    private final long floor;
    private final AuditFindings findings = new AuditFindings();
    private final Map<LaneId, Long> lastTicket = new HashMap<>();
    private long events;
    private long tickets;
    private long owed;
    private long letters;
    private long lanes;

    private Audit(View view, long floor) {
        this.view = view;
        this.floor = floor;
    }

    /**
     * The result of an audit.
     *
     * @param events the number of events in the log
     * @param deliveries the number of deliveries ever owed for them, replays included
     * @param owed the number of deliveries still owed
     * @param letters the number of dead letters
     * @param lanes the number of lanes to which anything was ever owed
     * @param findings everything that is wrong
     */
    public record Report(
            long events,
            long deliveries,
            long owed,
            long letters,
            long lanes,
            AuditFindings findings) {}

    /** Audits a state; takes about as long as reading all of it. */
    public static Report of(State state) {
        try (View view = state.bulkView()) {
            return new Audit(view, LogFence.floor(view.get(JournalKeys.floor()))).report();
        }
    }

    private Report report() {
        each(JournalKeys.events(), this::event);
        each(JournalKeys.counters(), this::lane);
        each(JournalKeys.ofObjects(), this::ofObject);
        each(JournalKeys.allEndings(), this::ending);
        each(JournalKeys.allPublished(), this::published);
        each(JournalKeys.allFanOuts(), this::fanOut);
        return new Report(events, tickets, owed, letters, lanes, findings);
    }

    private void event(Scan scan) {
        long stamp = JournalKeys.lastNumber(scan.key());
        KeptEvent kept = EventCodec.readKept(scan.value(), stamp);
        events++;
        tickets += kept.tickets().size();
        var change = kept.event().change();
        Key found = JournalKeys.ofObject(change, stamp);
        findings.demand(
                view.get(found).isPresent(),
                () -> "event %d is not found by its object".formatted(stamp));
        if (stamp >= floor) {
            change.original().ifPresent(original -> recognized(change, original, stamp));
        }
        for (Ticket ticket : kept.tickets()) {
            findings.demand(
                    !(EventLog.fate(view, kept.event(), ticket) instanceof DeliveryOutcome.Unknown),
                    () ->
                            "delivery %d of lane %s, owed for event %d, is neither done, dead nor owed"
                                    .formatted(ticket.number(), ticket.lane(), stamp));
            if (stamp >= floor && !ticket.lane().replay()) {
                follows(ticket, stamp);
            }
        }
    }

    private void follows(Ticket ticket, long stamp) {
        Long last = lastTicket.put(ticket.lane(), ticket.number());
        findings.demand(
                last == null || ticket.number() == last + 1,
                () ->
                        "lane %s: event %d has the number %d after %s"
                                .formatted(ticket.lane(), stamp, ticket.number(), last));
    }

    private void lane(Scan scan) {
        LaneId lane = JournalKeys.lane(scan.key());
        long given = new BytesReader(scan.value()).i64();
        Books books =
                view.get(JournalKeys.books(lane))
                        .map(stamped -> Books.read(stamped.value()))
                        .orElseGet(Books::empty);
        long queued =
                each(JournalKeys.deliveries(lane), found -> queued(found, lane, given, books));
        long parked = each(JournalKeys.parked(lane), found -> parked(found, lane, given));
        long dead = each(JournalKeys.deadOf(lane), _ -> {});
        lanes++;
        owed += queued + parked;
        letters += dead;
        findings.demand(
                books.done() + books.dead() + queued + parked == given,
                () ->
                        "lane %s: %d numbers given, but %d done + %d dead + %d queued + %d parked"
                                .formatted(
                                        lane, given, books.done(), books.dead(), queued, parked));
        findings.demand(
                books.dead() - books.gone() == dead,
                () ->
                        "lane %s: %d given up and %d of them gone, but %d dead letters"
                                .formatted(lane, books.dead(), books.gone(), dead));
        Long last = lastTicket.get(lane);
        findings.demand(
                last == null || last == given,
                () ->
                        "lane %s: %d numbers given, but the last event has %s"
                                .formatted(lane, given, last));
    }

    private void queued(Scan scan, LaneId lane, long given, Books books) {
        long number = JournalKeys.lastNumber(scan.key());
        findings.demand(
                number <= given,
                () -> "lane %s: %d is queued, only %d were given".formatted(lane, number, given));
        findings.demand(
                number >= books.head(),
                () ->
                        "lane %s: %d is queued below the head %d: it would never be read"
                                .formatted(lane, number, books.head()));
        hasEvent(DeliveryCodec.read(scan.value()), lane, number);
    }

    private void parked(Scan scan, LaneId lane, long given) {
        long number = JournalKeys.lastNumber(scan.key());
        findings.demand(
                number <= given,
                () -> "lane %s: %d is parked, only %d were given".formatted(lane, number, given));
        hasEvent(DeliveryCodec.read(scan.value()), lane, JournalKeys.lastNumber(scan.key()));
    }

    private void hasEvent(DeliveryCodec.Kept delivery, LaneId lane, long number) {
        long stamp = delivery.eventStamp();
        var kept = view.get(JournalKeys.event(stamp)).map(Stamped::value);
        findings.demand(
                kept.isPresent(),
                () -> "lane %s: %d has lost its event %d".formatted(lane, number, stamp));
        kept.map(bytes -> EventCodec.readKept(bytes, stamp))
                .ifPresent(keptEvent ->
                        findings.demand(
                                keptEvent
                                        .tickets()
                                        .contains(new Ticket(lane, number, delivery.rule())),
                                () ->
                                        "lane %s: %d is owed, but its event %d does not know"
                                                .formatted(lane, number, stamp)));
    }

    private void ofObject(Scan scan) {
        long stamp = JournalKeys.lastNumber(scan.key());
        findings.demand(
                view.get(JournalKeys.event(stamp)).isPresent(),
                () -> "the events of an object name event %d, which is not there".formatted(stamp));
    }

    /** Demands that a published event is recognized if it is published again. */
    private void recognized(Change change, Original original, long stamp) {
        Key key = JournalKeys.published(change.bucket().name(), original);
        findings.demand(
                original.id().isEmpty()
                        || view.get(key)
                                .filter(known -> PublishedEvents.stampIn(known) == stamp)
                                .isPresent(),
                () -> "event %d is not found by its publisher's id".formatted(stamp));
    }

    private void published(Scan scan) {
        long stamp = PublishedEvents.stampIn(new Stamped(scan.value(), scan.stamp()));
        findings.demand(
                view.get(JournalKeys.event(stamp)).isPresent(),
                () -> "a publisher's id names event %d, which is not there".formatted(stamp));
    }

    private void fanOut(Scan scan) {
        long stamp = JournalKeys.lastNumber(scan.key());
        findings.demand(
                view.get(JournalKeys.event(stamp)).isPresent(),
                () ->
                        "deliveries are to be made for event %d, which is not there"
                                .formatted(stamp));
    }

    private void ending(Scan scan) {
        long stamp = JournalKeys.eventOfEnding(scan.key());
        findings.demand(
                view.get(JournalKeys.event(stamp)).isPresent(),
                () ->
                        "the ending of a delivery is kept of event %d, which is not there"
                                .formatted(stamp));
    }

    /** Continues behind ranges that cannot be read; each of them is a finding. */
    private long each(Key prefix, Look look) {
        var seen = new AtomicLong();
        Salvage.each(
                view,
                KeyRange.of(prefix),
                scan -> {
                    look(scan, look);
                    seen.incrementAndGet();
                },
                range -> findings.unreadable(range));
        return seen.get();
    }

    private void look(Scan scan, Look look) {
        try {
            look.at(scan);
        } catch (DamagedStateException e) {
            findings.demand(
                    false,
                    () -> "what belongs to key %s: %s".formatted(scan.key(), e.getMessage()));
        }
    }

    /** Examines one entry. */
    @FunctionalInterface
    private interface Look {
        void at(Scan scan);
    }
}
