package dev.carillon.rule;

import dev.carillon.event.EventPattern;

import java.util.List;

/**
 * A rule of a bucket owner that notifies a recipient of some events.
 *
 * @param id the owner's name for it, contained in each record
 * @param recipient the party that is notified
 * @param events the events, as configured
 * @param filter selects the objects
 * @param state whether it is in effect
 */
public record Rule(
        String id, Recipient recipient, List<EventPattern> events, Filter filter, RuleState state) {
    public Rule {
        events = List.copyOf(events);
    }

    /** Returns the same rule in another state. */
    public Rule in(RuleState other) {
        return new Rule(id, recipient, events, filter, other);
    }

    /** Returns the types of events that it asks for as bits, see {@link EventPattern#mask()}. */
    public long mask() {
        long mask = 0;
        for (EventPattern pattern : events) {
            mask |= pattern.mask();
        }
        return mask;
    }
}
