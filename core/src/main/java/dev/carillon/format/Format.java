package dev.carillon.format;

import dev.carillon.event.ObjectEvent;

import java.util.List;

/** Writes events in one dialect. Stateless and thread-safe. */
public interface Format {
    /**
     * Writes the event for one rule; the same event, rule and opaque data give the same bytes.
     *
     * @param rule the id of the rule that matched
     * @param opaqueData the topic's
     */
    Message write(ObjectEvent event, String rule, String opaqueData);

    /**
     * Writes several events for one rule into one message, in this order; the same arguments give
     * the same bytes.
     *
     * @throws IllegalArgumentException if there are several and this dialect writes one event a
     *     message
     */
    default Message write(List<ObjectEvent> events, String rule, String opaqueData) {
        if (events.size() != 1) {
            throw new IllegalArgumentException(
                    getClass().getSimpleName() + " writes one event at a time");
        }
        return write(events.getFirst(), rule, opaqueData);
    }
}
