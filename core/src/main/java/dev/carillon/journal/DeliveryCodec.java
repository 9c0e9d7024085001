package dev.carillon.journal;

import dev.carillon.delivery.DeadLetter;
import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.Delivery;
import dev.carillon.delivery.Delivery.Progress;
import dev.carillon.delivery.FinalState;
import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.LastResult;
import dev.carillon.delivery.Owed;
import dev.carillon.event.Change;
import dev.carillon.event.ObjectEvent;
import dev.carillon.journal.Recorded.Asked;
import dev.carillon.state.BytesReader;
import dev.carillon.state.Hole;
import dev.carillon.state.Template;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;

/**
 * Writes deliveries, their ends and dead letters in their form on disk, and reads them. Format 2
 * has attempts shared among deliveries, and pauses; format 1 can be read too.
 *
 * <p>A delivery does not store its order key, because that is its event's bucket and key.
 */
final class DeliveryCodec {
    private static final int FORMAT = 2;
    private static final int WITHOUT_SHARED_TRIES = 1;

    /** A status value for an answer without an HTTP status; the words follow. */
    private static final int NO_STATUS = 0;

    /** A pause longer than any other, for format 1, which stores only when a delivery is due. */
    private static final Duration UNKNOWN_PAUSE = Duration.ofDays(36_500);

    /** A delivery as read, without the parts that only its event has. */
    record Kept(long eventStamp, String rule, Progress progress) {
        /** Returns the delivery, with its event alone: lanes hold many of them in memory. */
        Owed with(LaneId lane, long number, ObjectEvent event) {
            return new Owed(
                    new Delivery(lane, number, eventStamp, rule, orderKey(event), progress),
                    event.alone());
        }
    }

    private DeliveryCodec() {}

    static String orderKey(ObjectEvent event) {
        Change change = event.change();
        return change.bucket().id() + "/" + change.object().key();
    }

    /** Writes a delivery of the event that the same commit records. */
    static Template writeNew(Asked asked) {
        var out = Template.builder().u8(FORMAT).hole(new Hole.Stamp()).text(asked.rule());
        return progress(out, asked.progress()).build();
    }

    /** Writes a delivery of an event that is sent again. */
    static byte[] writeAgain(long eventStamp, String rule, Instant since) {
        var out = Template.builder().u8(FORMAT).i64(eventStamp).text(rule);
        return progress(out, Progress.since(since)).array();
    }

    static byte[] write(Delivery delivery) {
        var out = Template.builder().u8(FORMAT).i64(delivery.eventStamp()).text(delivery.rule());
        return progress(out, delivery.progress()).array();
    }

    private static Template.Builder progress(Template.Builder out, Progress progress) {
        LastResult last = progress.last();
        return out.millis(progress.since())
                .i32(progress.attempts())
                .millis(progress.due())
                .i32(last.status().orElse(NO_STATUS))
                .text(last.words())
                .text(last.excerpt())
                .i32(progress.probes())
                .millis(progress.pause());
    }

    static Kept read(byte[] bytes) {
        var in = new BytesReader(bytes);
        return read(in, format(in, "a delivery"));
    }

    private static Kept read(BytesReader in, int format) {
        long eventStamp = in.i64();
        String rule = in.text();
        Instant since = in.millis();
        int attempts = in.i32();
        Instant due = in.millis();
        var last = new LastResult(status(in.i32()), in.text(), in.text());
        boolean old = format == WITHOUT_SHARED_TRIES;
        int probes = old ? 0 : in.i32();
        Duration pause = old ? UNKNOWN_PAUSE : in.duration();
        return new Kept(eventStamp, rule, new Progress(since, attempts, probes, due, pause, last));
    }

    static byte[] writeDead(DeadLetter letter) {
        return Template.builder()
                .bytes(write(letter.delivery()))
                .i32(letter.shared())
                .text(letter.reason().word())
                .millis(letter.at())
                .bytes(EventCodec.write(letter.event().change()))
                .array();
    }

    static DeadLetter readDead(LaneId lane, long number, byte[] bytes) {
        var in = new BytesReader(bytes);
        int format = format(in, "a dead letter");
        Kept kept = read(in, format);
        int shared = format == WITHOUT_SHARED_TRIES ? 0 : in.i32();
        DeadReason reason = DeadReason.of(in.text());
        Instant at = in.millis();
        var event = ObjectEvent.of(EventCodec.read(in.rest()), kept.eventStamp());
        Delivery delivery = kept.with(lane, number, event).delivery();
        return new DeadLetter(delivery, event, shared, reason, at);
    }

    static byte[] write(FinalState finalState) {
        var out =
                Template.builder()
                        .u8(FORMAT)
                        .u8(finalState.kind().code())
                        .millis(finalState.at())
                        .i32(finalState.attempts())
                        .i32(finalState.status().orElse(NO_STATUS));
        return finalState.words().isEmpty() ? out.array() : out.text(finalState.words()).array();
    }

    static FinalState readEnding(byte[] bytes) {
        var in = new BytesReader(bytes);
        format(in, "the ending of a delivery");
        FinalState.Kind kind = FinalState.Kind.of(in.u8());
        Instant at = in.millis();
        int attempts = in.i32();
        OptionalInt status = status(in.i32());
        String words = in.remaining() == 0 ? "" : in.text();
        return new FinalState(kind, at, attempts, status, words);
    }

    private static OptionalInt status(int kept) {
        return kept == NO_STATUS ? OptionalInt.empty() : OptionalInt.of(kept);
    }

    private static int format(BytesReader in, String what) {
        int format = in.u8();
        if (format != FORMAT && format != WITHOUT_SHARED_TRIES) {
            throw new IllegalStateException(
                    what
                            + " is kept in format "
                            + format
                            + ", this version reads 1 and 2: start the version that wrote it");
        }
        return format;
    }
}
