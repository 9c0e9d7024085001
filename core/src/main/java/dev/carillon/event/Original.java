package dev.carillon.event;

import java.time.Instant;
import java.util.Optional;

/**
 * An event as another program published it.
 *
 * @param id the publisher's id of the event, empty if it has none
 * @param rule the name of the publisher's rule that matched, empty if it names none
 * @param type the publisher's name for the kind of event, empty if it names none
 * @param time the publisher's time of the event, that of the arrival if it names none
 * @param json the event as it is in the message, byte for byte
 * @param message the whole message; only with the first new event of a message for each rule, so
 *     that each rule's recipients get it once
 */
public record Original(
        String id,
        String rule,
        String type,
        Instant time,
        ByteSlice json,
        Optional<OriginalMessage> message) {
    /** Returns the same event with the message that contains it. */
    public Original in(OriginalMessage whole) {
        return new Original(id, rule, type, time, json, Optional.of(whole));
    }

    /** Returns the same event without the name of the publisher's rule. */
    public Original withoutRule() {
        return rule.isEmpty() ? this : new Original(id, "", type, time, json, message);
    }

    /** Returns whether it has no message, and holds no more bytes in memory than its own. */
    public boolean isAlone() {
        return message.isEmpty() && json.length() == json.array().length;
    }

    /** Returns the same event without its message and {@linkplain #isAlone its other bytes}. */
    public Original alone() {
        return isAlone()
                ? this
                : new Original(id, rule, type, time, ByteSlice.of(json.bytes()), Optional.empty());
    }
}
