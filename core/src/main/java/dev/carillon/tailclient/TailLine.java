package dev.carillon.tailclient;

import tools.jackson.databind.JsonNode;

/**
 * The line of an event.
 *
 * @param text the line as it came
 * @param document the line as JSON
 * @param cursor the place behind it
 */
public record TailLine(String text, JsonNode document, String cursor) {
    /** Returns the name of the bucket. */
    public String bucket() {
        return document.at("/Records/0/s3/bucket/name").asString("");
    }

    /** Returns the key of the object. */
    public String key() {
        return document.at("/Records/0/s3/object/key").asString("");
    }

    /** Returns the id of the event. */
    public String eventId() {
        return document.at("/Records/0/eventId").asString("");
    }
}
