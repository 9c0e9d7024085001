package dev.carillon.rule;

import dev.carillon.event.EventPattern;

import java.util.List;

/**
 * "Tell this topic about that": what a bucket's owner configured.
 *
 * @param id the owner's name for it; told in each record
 * @param topic the name of the topic to tell
 * @param events what is asked for, as configured
 * @param filter which objects are asked about
 * @param state whether it is asked at all
 */
public record Rule(
        String id, String topic, List<EventPattern> events, Filter filter, RuleState state) {
    public Rule {
        events = List.copyOf(events);
    }

    /** Whether it carries its own address: then its topic is an {@link OwnTopic}. */
    public boolean own() {
        return OwnTopic.isNamed(topic);
    }

    /** The same in another state. */
    public Rule in(RuleState other) {
        return new Rule(id, topic, events, filter, other);
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
