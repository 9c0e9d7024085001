package dev.carillon.journal;

import dev.carillon.delivery.LaneId;
import dev.carillon.event.Bucket;
import dev.carillon.event.Change;
import dev.carillon.event.EventType;
import dev.carillon.event.ObjectEvent;
import dev.carillon.event.ObjectFacts;
import dev.carillon.event.Origin;
import dev.carillon.event.Tag;
import dev.carillon.event.TraceContext;
import dev.carillon.event.Version;
import dev.carillon.state.BytesReader;
import dev.carillon.state.Template;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes a change in the form stored in the event log, and reads it. Format 1: the change, then the
 * stamp of the rules against which it was matched, and the tickets of its deliveries. Format 2, of
 * events that another program published, has the {@linkplain OriginalCodec original} between them.
 * Formats 3 and 4 are the same two, with a trace behind the origin.
 */
final class EventCodec {
    private static final int FORMAT = 1;
    private static final int WITH_ORIGINAL = 2;
    private static final int TRACED = 2;
    private static final int LAST = WITH_ORIGINAL + TRACED;
    private static final int NO_VERSION = 0;
    private static final int UNKEPT = 3;
    private static final int THIS_CHANGE = 1;
    private static final int EARLIER = 2;

    private EventCodec() {}

    /** Writes a change alone, without tickets. */
    static byte[] write(Change change) {
        return start(change).i64(0).i32(0).array();
    }

    /** Writes a change with its earlier tickets and those that its commit adds. */
    static Template write(Change change, long rules, List<Ticket> before, List<PendingTicket> now) {
        var out = start(change).i64(rules).i32(before.size() + now.size());
        before.forEach(
                ticket -> out.i64(ticket.lane().code()).i64(ticket.number()).text(ticket.rule()));
        now.forEach(pendingTicket ->
                out.i64(pendingTicket.lane().code())
                        .hole(pendingTicket.number())
                        .text(pendingTicket.rule()));
        return out.build();
    }

    /** Returns the number of bytes by which a ticket of the rule makes an event larger. */
    static int ticketBytes(String rule) {
        return Template.builder().i64(0).i64(0).text(rule).array().length;
    }

    private static Template.Builder start(Change change) {
        int format = change.received() ? WITH_ORIGINAL : FORMAT;
        boolean traced = change.origin().trace().isPresent();
        var out = Template.builder().u8(traced ? format + TRACED : format);
        out.u8(change.type().code()).micros(change.time());
        writeBucket(out, change.bucket());
        writeObject(out, change.object());
        writeOrigin(out, change.origin());
        change.original().ifPresent(original -> OriginalCodec.write(out, original));
        return out;
    }

    static Change read(byte[] bytes) {
        return readChange(new BytesReader(bytes));
    }

    static KeptEvent readKept(byte[] bytes, long stamp) {
        var in = new BytesReader(bytes);
        var event = ObjectEvent.of(readChange(in), stamp);
        long rules = in.i64();
        return new KeptEvent(event, rules, in.list(EventCodec::readTicket));
    }

    private static Ticket readTicket(BytesReader in) {
        return new Ticket(LaneId.of(in.i64()), in.i64(), in.text());
    }

    private static Change readChange(BytesReader in) {
        int format = in.u8();
        if (format < FORMAT || format > LAST) {
            throw new IllegalStateException(
                    "an event is kept in format "
                            + format
                            + ", this version reads 1 to 4: start the version that wrote it");
        }
        EventType type = EventType.of(in.u8());
        Instant time = in.micros();
        boolean traced = format > TRACED;
        var change = new Change(type, time, readBucket(in), readObject(in), readOrigin(in, traced));
        boolean received = (traced ? format - TRACED : format) == WITH_ORIGINAL;
        return received ? change.with(OriginalCodec.read(in)) : change;
    }

    /** Returns the time of the change without reading the rest. */
    static Instant time(byte[] bytes) {
        var in = new BytesReader(bytes);
        in.u8();
        in.u8();
        return in.micros();
    }

    private static void writeBucket(Template.Builder out, Bucket bucket) {
        out.text(bucket.id()).text(bucket.name()).text(bucket.owner());
    }

    private static Bucket readBucket(BytesReader in) {
        return new Bucket(in.text(), in.text(), in.text());
    }

    private static void writeOrigin(Template.Builder out, Origin origin) {
        out.text(origin.principal())
                .text(origin.address())
                .text(origin.requestId())
                .text(origin.host());
        origin.trace().ifPresent(trace -> out.text(trace.parent()).text(trace.state()));
    }

    private static Origin readOrigin(BytesReader in, boolean traced) {
        var origin = new Origin(in.text(), in.text(), in.text(), in.text());
        return traced ? origin.in(Optional.of(new TraceContext(in.text(), in.text()))) : origin;
    }

    private static void writeObject(Template.Builder out, ObjectFacts object) {
        out.text(object.key()).i64(object.size()).text(object.etag());
        switch (object.version()) {
            case Version.None _ -> out.u8(NO_VERSION);
            case Version.ThisChange _ -> out.u8(THIS_CHANGE);
            case Version.Earlier(long stamp) -> out.u8(EARLIER).i64(stamp);
            case Version.Unkept(long stamp) -> out.u8(UNKEPT).i64(stamp);
        }
        out.map(new TreeMap<>(object.metadata()))
                .list(object.tags(), (to, tag) -> to.text(tag.key()).text(tag.value()));
    }

    private static ObjectFacts readObject(BytesReader in) {
        String key = in.text();
        long size = in.i64();
        String etag = in.text();
        return new ObjectFacts(
                key,
                size,
                etag,
                readVersion(in),
                in.map(),
                in.list(from -> new Tag(from.text(), from.text())));
    }

    private static Version readVersion(BytesReader in) {
        int kind = in.u8();
        return switch (kind) {
            case NO_VERSION -> new Version.None();
            case THIS_CHANGE -> new Version.ThisChange();
            case EARLIER -> new Version.Earlier(in.i64());
            case UNKEPT -> new Version.Unkept(in.i64());
            default -> throw new IllegalStateException("no version of kind " + kind);
        };
    }
}
