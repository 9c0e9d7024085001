package dev.carillon.inbound;

import dev.carillon.event.ByteSlice;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * The facts of one received record. They are read on its arrival, and again from the kept bytes
 * when its delivery is made, with the same result.
 *
 * @param action the work that it asks for; empty if it asks for none, or has a flaw. It never
 *     depends on another record.
 * @param eventName the name of the kind of event as sent, empty if there is none
 * @param bucket the bucket's name, empty if there is none
 * @param key the object's key, decoded; empty if there is none
 * @param size in bytes, if the record says it
 * @param etag as sent, empty if there is none
 * @param versionId as sent, empty if there is none
 * @param sequencer as sent, also if it is a number; empty if there is none
 * @param eventId the id by which a repeat is recognized; empty if none can be
 * @param flaw the reason for which no work may be done for the record; it concerns a person, unlike
 *     a record without an action
 */
public record RecordFacts(
        Optional<Action> action,
        String eventName,
        String bucket,
        String key,
        OptionalLong size,
        String etag,
        String versionId,
        String sequencer,
        String eventId,
        Optional<String> flaw) {
    /**
     * Returns the facts of a kept record: {@code Original.json} of an event that a {@link
     * MessageReader} returned. Anything else is a record with a flaw.
     *
     * @param encodings those of the reader
     */
    public static RecordFacts of(ByteSlice json, KeyEncodings encodings) {
        return new RecordReader(encodings).kept(json).facts();
    }
}
