package dev.carillon.event;

import java.util.Set;

/**
 * Says what a rule asks for: one event type, or by a wildcard several, or (a name the dialect knows
 * and nothing emits) none.
 *
 * @param text the name in the dialect it was configured in, given back as it came
 * @param types the types it stands for
 */
public record EventPattern(String text, Set<EventType> types) {
    public EventPattern {
        types = Set.copyOf(types);
    }

    /** The types as a set of bits, bit {@link EventType#code()} for each: matching is one AND. */
    public long mask() {
        long mask = 0;
        for (EventType type : types) {
            mask |= 1L << type.code();
        }
        return mask;
    }
}
