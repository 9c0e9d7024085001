package dev.carillon.format;

import dev.carillon.rule.Target;

/**
 * Chooses the format a topic's target asks for: S3 records, with CloudEvents headers or without.
 */
public final class TopicFormats {
    private static final String CLOUD_EVENTS = "cloudevents";

    private final Format plain;
    private final Format cloudEvents;

    /** Formats of a region. */
    public TopicFormats(String region) {
        this.plain = new S3Records(region);
        this.cloudEvents = new CloudEventsHeaders(plain, region);
    }

    /** The format for a target: its option {@code cloudevents} chooses. */
    public Format of(Target target) {
        boolean asked = "true".equalsIgnoreCase(target.options().get(CLOUD_EVENTS));
        return asked ? cloudEvents : plain;
    }
}
