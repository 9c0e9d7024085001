package dev.carillon.journal;

import dev.carillon.delivery.DeadLetter;
import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.Delivery;
import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.Owed;
import dev.carillon.event.Change;
import dev.carillon.event.ObjectEvent;
import dev.carillon.state.BytesReader;
import dev.carillon.state.Hole;
import dev.carillon.state.Template;

import java.time.Instant;

/**
 * Writes deliveries and dead letters as kept on disk, and reads them back. Format 1.
 *
 * <p>A delivery does not keep its order key: that is its event's bucket and key.
 */
final class DeliveryCodec {
    private static final int FORMAT = 1;

    /** A delivery as read: what only its event can tell is still missing. */
    record Kept(long eventStamp, int attempts, Instant due, String rule) {
        Owed with(LaneId lane, long number, ObjectEvent event) {
            return new Owed(
                    new Delivery(lane, number, eventStamp, rule, orderKey(event), attempts, due),
                    event);
        }
    }

    private DeliveryCodec() {}

    static String orderKey(ObjectEvent event) {
        Change change = event.change();
        return change.bucket().id() + "/" + change.object().key();
    }

    static Template writeNew(String rule) {
        return Template.builder()
                .u8(FORMAT)
                .hole(new Hole.Stamp())
                .i32(0)
                .i64(0)
                .text(rule)
                .build();
    }

    static byte[] write(Delivery delivery) {
        return Template.builder()
                .u8(FORMAT)
                .i64(delivery.eventStamp())
                .i32(delivery.attempts())
                .i64(delivery.due().toEpochMilli())
                .text(delivery.rule())
                .array();
    }

    static Kept read(byte[] bytes) {
        return read(new BytesReader(bytes));
    }

    private static Kept read(BytesReader in) {
        int format = in.u8();
        if (format != FORMAT) {
            throw new IllegalStateException(
                    "a delivery is kept in format "
                            + format
                            + ", this version reads "
                            + FORMAT
                            + ": start the version that wrote it");
        }
        return new Kept(in.i64(), in.i32(), Instant.ofEpochMilli(in.i64()), in.text());
    }

    static byte[] writeDead(DeadLetter letter) {
        return Template.builder()
                .bytes(write(letter.delivery()))
                .text(letter.reason().word())
                .text(letter.lastResult())
                .i64(letter.at().toEpochMilli())
                .bytes(EventCodec.write(letter.event().change()))
                .array();
    }

    static DeadLetter readDead(LaneId lane, long number, byte[] bytes) {
        var in = new BytesReader(bytes);
        Kept kept = read(in);
        DeadReason reason = DeadReason.of(in.text());
        String lastResult = in.text();
        Instant at = Instant.ofEpochMilli(in.i64());
        var event = ObjectEvent.of(EventCodec.read(in.rest()), kept.eventStamp());
        return new DeadLetter(
                kept.with(lane, number, event).delivery(), event, reason, lastResult, at);
    }
}
