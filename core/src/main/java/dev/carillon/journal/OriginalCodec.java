package dev.carillon.journal;

import dev.carillon.event.ByteSlice;
import dev.carillon.event.Original;
import dev.carillon.event.OriginalMessage;
import dev.carillon.state.BytesReader;
import dev.carillon.state.Template;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Writes an event as its publisher wrote it, and reads it: id, rule, type, time, headers and body
 * of the message if it has one, then the event. An event that is a part of that body is written as
 * the place of that part, so that its bytes are stored once.
 */
final class OriginalCodec {
    private static final int EVENT_ONLY = 0;
    private static final int IN_MESSAGE = 1;
    private static final int BESIDE_MESSAGE = 2;

    private OriginalCodec() {}

    static void write(Template.Builder out, Original original) {
        out.text(original.id()).text(original.rule()).text(original.type());
        out.millis(original.time());
        ByteSlice json = original.json();
        if (original.message().isEmpty()) {
            bytes(out.u8(EVENT_ONLY), json);
            return;
        }
        OriginalMessage message = original.message().get();
        boolean part = json.array() == message.body();
        out.u8(part ? IN_MESSAGE : BESIDE_MESSAGE).map(message.headers());
        bytes(out, ByteSlice.of(message.body()));
        if (part) {
            out.i32(json.offset()).i32(json.length());
        } else {
            bytes(out, json);
        }
    }

    static Original read(BytesReader in) {
        String id = in.text();
        String rule = in.text();
        String type = in.text();
        Instant time = in.millis();
        int kind = in.u8();
        if (kind == EVENT_ONLY) {
            return new Original(id, rule, type, time, bytes(in), Optional.empty());
        }
        Map<String, String> headers = in.map();
        byte[] body = bytes(in).array();
        ByteSlice json =
                switch (kind) {
                    case IN_MESSAGE -> new ByteSlice(body, in.i32(), in.i32());
                    case BESIDE_MESSAGE -> bytes(in);
                    default -> throw new IllegalStateException("no original of kind " + kind);
                };
        var message = new OriginalMessage(body, headers);
        return new Original(id, rule, type, time, json, Optional.of(message));
    }

    private static void bytes(Template.Builder out, ByteSlice slice) {
        out.i32(slice.length()).bytes(slice.array(), slice.offset(), slice.length());
    }

    private static ByteSlice bytes(BytesReader in) {
        return ByteSlice.of(in.bytes(in.i32()));
    }
}
