package dev.carillon.event;

import java.util.Set;

/**
 * The event types that a rule matches: one, several by a wildcard, or none for a name that the
 * dialect knows and nothing emits.
 *
 * @param text the name in the dialect in which it was configured, returned unchanged
 * @param types the types that it stands for
 */
public record EventPattern(String text, Set<EventType> types) {
    public EventPattern {
        types = Set.copyOf(types);
    }

    /**
     * Returns the types as a set of bits, bit {@link EventType#code()} for each: matching is one
     * AND.
     */
    public long mask() {
        long mask = 0;
        for (EventType type : types) {
            mask |= 1L << type.code();
        }
        return mask;
    }
}
