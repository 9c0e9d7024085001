package dev.carillon.format;

import dev.carillon.event.Bucket;
import dev.carillon.event.Change;
import dev.carillon.event.EventType;
import dev.carillon.event.ObjectEvent;
import dev.carillon.event.ObjectFacts;
import dev.carillon.event.Origin;
import dev.carillon.event.Original;
import dev.carillon.event.OriginalMessage;
import dev.carillon.event.Version;
import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.EndOfPatience;
import dev.carillon.rule.Recipient.Subscription;
import dev.carillon.rule.RetryPolicy;
import dev.carillon.rule.RetrySchedule;
import dev.carillon.rule.SubscriptionAttributes;
import dev.carillon.rule.Topic;
import dev.carillon.signature.Secret;

import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The dialects of an event broker's subscriptions, which get events as other programs published
 * them. Carillon signs nothing: the publisher's signature is passed on where the whole message is.
 *
 * <p>Delivered as the B2 Event Broker does: an event is attempted at once, again at once, then
 * after 1 s, 2 s, 4 s and so on; any answer but 2xx is a failure. After the configured number of
 * attempts the subscription is removed.
 */
public final class BrokerDialect implements Dialect {
    /** The usual number of attempts of one event. */
    public static final int USUAL_FAILURES = 5;

    private static final Duration SECOND_PAUSE = Duration.ofSeconds(1);
    private static final int ID_BYTES = 32;
    private static final int FIRST_STAMP = 1;

    private final DialectName name;
    private final Format format;
    private final DeliveryPolicy defaults;

    private BrokerDialect(DialectName name, Format format, int failures) {
        this.name = name;
        this.format = format;
        this.defaults = policy(failures);
    }

    /**
     * Creates the three dialects.
     *
     * @param failures how often one event is attempted before the subscription is removed
     */
    public static List<BrokerDialect> all(int failures) {
        SubscriptionAttributes.checkFailures(failures);
        return List.of(
                new BrokerDialect(DialectName.BROKER, new BrokerEvents(), failures),
                new BrokerDialect(DialectName.BROKER_B2, new BrokerMessages(), failures),
                new BrokerDialect(
                        DialectName.BROKER_CLOUD_EVENTS, new BrokerCloudEvents(), failures));
    }

    private static DeliveryPolicy policy(int failures) {
        var usual = DeliveryPolicy.defaults();
        var retry =
                new RetryPolicy(
                        new RetrySchedule.Doubled(SECOND_PAUSE),
                        OptionalInt.empty(),
                        Optional.empty(),
                        Set.of());
        return new DeliveryPolicy(
                retry.attempts(failures),
                usual.pacing(),
                usual.quota(),
                1,
                EndOfPatience.REMOVE_SUBSCRIPTION);
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
        if (!(topic.recipient() instanceof Subscription(String bucket, String rule, _))) {
            throw new IllegalArgumentException(topic + " is no subscription of a broker");
        }
        byte[] random32 = new byte[ID_BYTES];
        random.nextBytes(random32);
        String id = HexFormat.of().formatHex(random32);
        byte[] body = B2Events.test(new B2Events.TestOf("", "", bucket, rule), now, id).body();
        var original =
                new Original(
                        id,
                        rule,
                        B2EventNames.TEST,
                        now,
                        B2Events.onlyEvent(body),
                        Optional.of(new OriginalMessage(body, Map.of())));
        var change =
                new Change(
                        EventType.OTHER,
                        now,
                        new Bucket(bucket, bucket, ""),
                        new ObjectFacts("", 0, "", new Version.None(), Map.of(), List.of()),
                        new Origin("", "", "", ""),
                        Optional.of(original));
        return format.write(ObjectEvent.of(change, FIRST_STAMP), rule, "")
                .with(Map.of("webhook-id", id, "x-carillon-test", "true"));
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
