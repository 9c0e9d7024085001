package dev.carillon.format;

import dev.carillon.rule.OwnTopic;
import dev.carillon.rule.Target;

/**
 * Chooses the format a topic's target asks for: S3 records, with CloudEvents headers or without, or
 * the messages of B2.
 */
public final class TopicFormats {
    private static final String CLOUD_EVENTS = "cloudevents";

    private final Format plain;
    private final Format cloudEvents;
    private final Format b2 = new B2Events();

    /** Formats of a region. */
    public TopicFormats(String region) {
        this(region, false);
    }

    /**
     * Formats of a region.
     *
     * @param cephCompat whether CloudEvents have Ceph's ids, which are not unique
     */
    public TopicFormats(String region, boolean cephCompat) {
        this.plain = new S3Records(region);
        this.cloudEvents = new CloudEventsHeaders(plain, region, cephCompat);
    }

    /** The format for a target: its options {@code cloudevents} and {@code format} choose. */
    public Format of(Target target) {
        if (OwnTopic.B2.equals(target.options().get(OwnTopic.FORMAT))) {
            return b2;
        }
        boolean asked = "true".equalsIgnoreCase(target.options().get(CLOUD_EVENTS));
        return asked ? cloudEvents : plain;
    }
}
