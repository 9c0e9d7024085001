package dev.carillon.format;

import dev.carillon.event.ObjectEvent;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The message that is sent for one delivery or batch, in one dialect.
 *
 * @param contentType of the body
 * @param headers by name; a protocol without headers leaves them out
 * @param cloudEvent the attributes of the CloudEvent whose data is the body, by their names in
 *     CloudEvents and unencoded: each protocol writes them as its binding of CloudEvents says;
 *     empty if the message is no CloudEvent in binary mode
 * @param events the events that it is about, in their order; empty for a test
 * @param body not copied, so it must not be modified
 */
public record Message(
        String contentType,
        Map<String, String> headers,
        Map<String, String> cloudEvent,
        List<ObjectEvent> events,
        byte[] body) {
    public Message {
        headers = sorted(headers);
        cloudEvent = sorted(cloudEvent);
        events = List.copyOf(events);
    }

    /** Creates a message that is no CloudEvent and does not say what it is about. */
    public Message(String contentType, Map<String, String> headers, byte[] body) {
        this(contentType, headers, Map.of(), List.of(), body);
    }

    /** Returns the same message with more headers, which replace its own of the same name. */
    public Message with(Map<String, String> more) {
        return about(events, more);
    }

    /** Returns the same message as the data of a CloudEvent in binary mode. */
    public Message asCloudEvent(Map<String, String> attributes) {
        return new Message(contentType, headers, attributes, events, body);
    }

    /**
     * Returns the same message, which says what it is about, with more headers, which replace its
     * own of the same name.
     */
    public Message about(List<ObjectEvent> subjects, Map<String, String> more) {
        if (headers.isEmpty()) {
            return new Message(contentType, more, cloudEvent, subjects, body);
        }
        var all = new TreeMap<>(headers);
        all.putAll(more);
        return new Message(contentType, all, cloudEvent, subjects, body);
    }

    /** Returns a sorted copy; one of a map that is sorted already takes no comparisons. */
    private static Map<String, String> sorted(Map<String, String> entries) {
        return entries.isEmpty()
                ? Map.of()
                : Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Message message
                && contentType.equals(message.contentType)
                && headers.equals(message.headers)
                && cloudEvent.equals(message.cloudEvent)
                && events.equals(message.events)
                && Arrays.equals(body, message.body);
    }

    @Override
    public int hashCode() {
        return Objects.hash(headers, cloudEvent, Arrays.hashCode(body));
    }

    @Override
    public String toString() {
        return contentType + " " + headers + " " + body.length + " bytes";
    }
}
