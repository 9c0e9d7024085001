package dev.carillon.format;

import dev.carillon.event.ObjectEvent;

/** Writes an event as one dialect's bytes. Without state, for any number of threads. */
public interface Format {
    /**
     * Writes the event for one rule; the same event, rule and opaque data give the same bytes.
     *
     * @param rule the id of the rule that asked
     * @param opaqueData the topic's
     */
    Message write(ObjectEvent event, String rule, String opaqueData);
}
