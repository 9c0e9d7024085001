package dev.carillon.format;

import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.Topic;
import dev.carillon.signature.Secret;

import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * The dialect of S3 topics: records as Ceph writes them, with CloudEvents headers or without, one
 * event in a message. No topic of S3 has a secret, so nothing is signed.
 */
public final class S3Dialect implements Dialect {
    private final DialectName name;
    private final Format format;
    private final DeliveryPolicy defaults;

    private S3Dialect(DialectName name, Format format, DeliveryPolicy defaults) {
        this.name = name;
        this.format = format;
        this.defaults = defaults;
    }

    /**
     * Creates the dialect without further headers.
     *
     * @param region named in each record
     * @param defaults apply to everything that a topic's attributes leave open
     */
    public static S3Dialect records(String region, DeliveryPolicy defaults) {
        return new S3Dialect(DialectName.S3, new S3Records(region), defaults);
    }

    /**
     * Creates the dialect with CloudEvents headers.
     *
     * @param region named in each record and header
     * @param cephIds whether CloudEvents have Ceph's ids, which are not unique
     * @param defaults apply to everything that a topic's attributes leave open
     */
    public static S3Dialect cloudEvents(String region, boolean cephIds, DeliveryPolicy defaults) {
        return new S3Dialect(
                DialectName.S3_CLOUD_EVENTS,
                new CloudEventsHeaders(new S3Records(region), region, cephIds),
                defaults);
    }

    @Override
    public DialectName name() {
        return name;
    }

    @Override
    public Format format() {
        return format;
    }

    @Override
    public Message test(Topic topic, Instant now, RandomGenerator random) {
        var id = new UUID(random.nextLong(), random.nextLong());
        return TestEvent.of(topic.name(), now, "test-" + id);
    }

    @Override
    public Message signed(Message complete, Secret secret) {
        return complete;
    }

    @Override
    public DeliveryPolicy defaults() {
        return defaults;
    }
}
