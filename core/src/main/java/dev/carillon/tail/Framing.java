package dev.carillon.tail;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The form of a stream: how an event, a ping, white space and the end are written. */
public enum Framing {
    /** One line of JSON for each event, as MinIO sends them. */
    LINES("", "{\"Records\":null,\"cursor\":\"%s\"}\n", " ", "", "}\n"),

    /** Server-sent events, whose id is the cursor. */
    EVENT_STREAM("id: %s\ndata: ", "id: %s\n\n", ":\n\n", "event: error\ndata: ", "}\n\n");

    private static final byte[] RECORDS = bytes("{\"Records\":[");
    private static final byte[] CURSOR = bytes("],\"cursor\":\"");
    private static final byte[] QUOTE = bytes("\"");

    private final String eventHead;
    private final String ping;
    private final String blank;
    private final String endHead;
    private final String tail;

    Framing(String eventHead, String ping, String blank, String endHead, String tail) {
        this.eventHead = eventHead;
        this.ping = ping;
        this.blank = blank;
        this.endHead = endHead;
        this.tail = tail;
    }

    /** Appends an event. */
    void event(byte[] record, Cursor cursor, ByteArrayOutputStream out) {
        byte[] text = bytes(cursor.toString());
        if (!eventHead.isEmpty()) {
            out.writeBytes(bytes(eventHead.formatted(cursor)));
        }
        out.writeBytes(RECORDS);
        out.writeBytes(record);
        out.writeBytes(CURSOR);
        out.writeBytes(text);
        out.writeBytes(QUOTE);
        out.writeBytes(bytes(tail));
    }

    /** Returns a line without events. */
    byte[] ping(Cursor cursor) {
        return bytes(ping.formatted(cursor));
    }

    /** Returns white space between lines. */
    byte[] blank() {
        return bytes(blank);
    }

    /** Returns the last line of a stream that the server ends. */
    byte[] end(Ending why) {
        String text =
                "%s{\"Records\":null,\"error\":{\"code\":\"%s\",\"message\":\"%s\"}"
                        .formatted(endHead, why.code(), why.message());
        var out = new ByteArrayOutputStream();
        out.writeBytes(bytes(text));
        out.writeBytes(bytes(tail));
        return out.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
