package dev.carillon.listen;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.ArrayList;
import java.util.List;

/**
 * The part of an event that a line about it shows.
 *
 * @param id of the event; empty if it has none
 * @param what bucket and object, or the bucket alone
 */
record EventSummary(String id, String type, String what) {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int SHOWN_ID = 12;

    /** Returns the events of a message; none if it is not one. */
    static List<EventSummary> of(byte[] body) {
        var events = new ArrayList<EventSummary>();
        try {
            JsonNode message = JSON.readTree(body);
            message.path("events").values().forEach(event -> events.add(one(event)));
            message.path("event").values().forEach(event -> events.add(one(event)));
        } catch (JacksonException _) {
            // No events.
        }
        return events;
    }

    private static EventSummary one(JsonNode event) {
        String object = event.path("objectName").asString("");
        String bucket = event.path("bucketName").asString("");
        return new EventSummary(
                event.path("eventId").asString(""),
                event.path("eventType").asString("-"),
                object.isEmpty() ? bucket : bucket + "/" + object);
    }

    /** Returns the beginning of the id, which is enough for {@code --resend}. */
    String shortId() {
        return id.length() <= SHOWN_ID ? id : id.substring(0, SHOWN_ID);
    }
}
