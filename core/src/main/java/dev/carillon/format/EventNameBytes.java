package dev.carillon.format;

import dev.carillon.event.EventType;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** The bytes of the member {@code eventName} of a record, made once for each type of event. */
final class EventNameBytes {
    private final Map<EventType, byte[]> members = new EnumMap<>(EventType.class);

    /**
     * Creates the bytes of all types.
     *
     * @param before ends the value before the member
     * @param prefix stands before each name of an event
     */
    EventNameBytes(String before, String prefix) {
        for (EventType type : EventType.values()) {
            String member = before + ",\"eventName\":\"" + prefix + S3EventNames.nameOf(type);
            members.put(type, member.getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Returns the end of the value before the member, and the member without its last quote. */
    byte[] of(EventType type) {
        return Objects.requireNonNull(members.get(type));
    }
}
