package dev.carillon.rule;

import dev.carillon.event.EventPattern;

import java.util.List;

/**
 * A bucket owner's wish to have a recipient notified of some events.
 *
 * @param id the owner's name for it; told in each record
 * @param recipient who is notified
 * @param events what is asked for, as configured
 * @param filter which objects are asked about
 * @param state whether it is asked at all
 */
public record Rule(
        String id, Recipient recipient, List<EventPattern> events, Filter filter, RuleState state) {
    public Rule {
        events = List.copyOf(events);
    }

    /** The same in another state. */
    public Rule in(RuleState other) {
        return new Rule(id, recipient, events, filter, other);
    }

    /** All types asked for as bits, see {@link EventPattern#mask()}. */
    public long mask() {
        long mask = 0;
        for (EventPattern pattern : events) {
            mask |= pattern.mask();
        }
        return mask;
    }
}
