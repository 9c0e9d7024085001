package dev.carillon.format;

import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;
import dev.carillon.signature.Secret;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * The dialects of S3 topics: records as Ceph writes them, alone or as CloudEvents. Messages are
 * signed with the secrets among the target's options.
 */
public final class S3Dialect implements Dialect {
    private final DialectName name;
    private final Form form;
    private final DeliveryPolicy defaults;
    private final InstantSource clock;

    private S3Dialect(DialectName name, Form form, DeliveryPolicy defaults, InstantSource clock) {
        this.name = name;
        this.form = form;
        this.defaults = defaults;
        this.clock = clock;
    }

    /** The form of a dialect's messages: of events, and of the test. */
    private record Form(Format format, TestForm test) {}

    /** Writes a test, which is a plain one, with the attributes that it has as a CloudEvent. */
    private interface TestForm {
        Message of(Message plain, Map<String, String> attributes);
    }

    /**
     * Creates the dialects of a region: records alone, and their four forms as CloudEvents.
     *
     * @param region named in each record and header
     * @param defaults apply to everything that a topic's attributes leave open
     * @param clock tells the time of each signature
     */
    public static List<S3Dialect> all(String region, DeliveryPolicy defaults, InstantSource clock) {
        Map<DialectName, Form> forms =
                Map.of(
                        DialectName.S3,
                        new Form(new S3Records(region), (plain, _) -> plain),
                        DialectName.S3_CLOUD_EVENTS,
                        new Form(new CephCloudEvents(region), TestCloudEvent::ceph),
                        DialectName.S3_CLOUD_EVENTS_BINARY,
                        new Form(new BinaryCloudEvents(region), Message::asCloudEvent),
                        DialectName.S3_CLOUD_EVENTS_STRUCTURED,
                        new Form(new StructuredCloudEvents(region), TestCloudEvent::structured),
                        DialectName.S3_CLOUD_EVENTS_BATCHED,
                        new Form(new BatchedCloudEvents(region), TestCloudEvent::batched));
        return forms.entrySet().stream()
                .map(one -> new S3Dialect(one.getKey(), one.getValue(), defaults, clock))
                .toList();
    }

    @Override
    public DialectName name() {
        return name;
    }

    @Override
    public Format format() {
        return form.format();
    }

    @Override
    public Message test(Topic topic, Instant now, RandomGenerator random) {
        String id = "test-" + new UUID(random.nextLong(), random.nextLong());
        return form.test()
                .of(
                        TestEvent.of(topic.name(), now, id),
                        TestCloudEvent.attributes(topic.name(), now, id));
    }

    /** Returns the message unchanged: the secrets of topics are attributes. */
    @Override
    public Message signed(Message complete, Secret secret) {
        return complete;
    }

    @Override
    public Signer signer(Target target) {
        return TopicSigner.of(target.options(), clock);
    }

    @Override
    public DeliveryPolicy defaults() {
        return defaults;
    }
}
