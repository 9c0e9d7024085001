package dev.carillon.format;

import dev.carillon.event.EventPattern;
import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.Recipient.RuleAddress;
import dev.carillon.rule.RetryPolicy;
import dev.carillon.rule.Rule;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;
import dev.carillon.signature.Secret;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * The dialect of MCS (VK Cloud) webhooks: one record in a message, without signature. Its test
 * message is a {@code SubscriptionConfirmation}, whose answer shows that the endpoint understands
 * it. It notifies rules with their own address.
 *
 * <p>A delivery is given up after a day, unless the defaults of topics have a time to live.
 */
public final class McsDialect implements Dialect {
    private static final Duration PATIENCE = Duration.ofDays(1);

    /** The attribute that holds the TopicArn of a webhook's confirmations. */
    private static final String TOPIC_ARN = "mcs-topic-arn";

    private final Format format;
    private final DeliveryPolicy defaults;

    /**
     * Creates the dialect.
     *
     * @param region named in each record
     * @param topics the policy of topics, which is that of webhooks but for the time to live
     */
    public McsDialect(String region, DeliveryPolicy topics) {
        format = new McsRecords(region);
        RetryPolicy retry = topics.retry();
        Duration patience = retry.timeToLive().orElse(PATIENCE);
        defaults =
                topics.with(
                        new RetryPolicy(
                                retry.schedule(),
                                retry.maxRetries(),
                                Optional.of(patience),
                                retry.finalStatuses()));
    }

    /**
     * Returns the configuration of a webhook's address.
     *
     * @param rule names its events; its recipient is a {@link RuleAddress}
     * @param owner the bucket's, by which receivers know the project
     */
    public static Topic topic(Rule rule, String owner, Target target) {
        if (!(rule.recipient() instanceof RuleAddress address)) {
            throw new IllegalArgumentException(rule.id() + " is no rule with its own address");
        }
        String events =
                rule.events().stream().map(EventPattern::text).collect(Collectors.joining(","));
        return Topic.ofRule(address, owner, DialectName.MCS, target, 1)
                .with(TOPIC_ARN, owner + "|" + address.bucket() + "|" + events);
    }

    @Override
    public DialectName name() {
        return DialectName.MCS;
    }

    @Override
    public Format format() {
        return format;
    }

    @Override
    public Message test(Topic topic, Instant now, RandomGenerator random) {
        return exchange(topic, now, random).message();
    }

    @Override
    public TestExchange exchange(Topic topic, Instant now, RandomGenerator random) {
        String url = topic.target().map(Target::address).orElse("");
        String topicArn = topic.attributes().get(TOPIC_ARN);
        if (topicArn == null) {
            throw new IllegalArgumentException(topic + " is no webhook of MCS: it has no TopicArn");
        }
        var confirmation = new McsConfirmation(url, topicArn, now, random);
        return new TestExchange(confirmation.message(), Optional.of(confirmation));
    }

    /** Returns the message unchanged: MCS signs nothing. */
    @Override
    public Message signed(Message complete, Secret secret) {
        return complete;
    }

    @Override
    public DeliveryPolicy defaults() {
        return defaults;
    }
}
