package dev.carillon.format;

import dev.carillon.event.ByteSlice;
import dev.carillon.event.ObjectEvent;
import dev.carillon.event.Original;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Writes a published event as the B2 Event Broker does: {@code {"event":[…]}} with the event as its
 * publisher wrote it.
 */
public final class BrokerEvents implements Format {
    private static final String CONTENT_TYPE = "text/plain;charset=UTF-8";
    private static final byte[] BEGIN = "{\"event\":[".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "]}".getBytes(StandardCharsets.US_ASCII);

    @Override
    public Message write(ObjectEvent event, String rule, String opaqueData) {
        return message(original(event).json());
    }

    /** Returns the message with an event in it. */
    static Message message(ByteSlice json) {
        byte[] body = new byte[BEGIN.length + json.length() + END.length];
        System.arraycopy(BEGIN, 0, body, 0, BEGIN.length);
        System.arraycopy(json.array(), json.offset(), body, BEGIN.length, json.length());
        System.arraycopy(END, 0, body, BEGIN.length + json.length(), END.length);
        return new Message(CONTENT_TYPE, Map.of(), body);
    }

    /**
     * Returns an event as its publisher wrote it.
     *
     * @throws IllegalArgumentException if it was not published
     */
    static Original original(ObjectEvent event) {
        return event.change()
                .original()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "event %s was not published to the broker".formatted(event.id())));
    }
}
