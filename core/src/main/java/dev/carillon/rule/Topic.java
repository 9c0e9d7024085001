package dev.carillon.rule;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A recipient as it was configured: where and how it is delivered to.
 *
 * @param recipient for whom this holds
 * @param owner the principal that made it
 * @param dialect the name of the dialect that writes, tests and signs its messages
 * @param target where to deliver; empty = none, its deliveries are given up
 * @param persistent whether events are queued, or tried before the operation is answered
 * @param policy how it is delivered to: what {@code attributes} say, and defaults for the rest
 * @param opaqueData copied into each record
 * @param attributes what was configured beyond address, persistence and opaque data, by name and in
 *     the dialect's words, secrets included: for reading back, and for changing one of them. What
 *     they mean is in the other components.
 */
public record Topic(
        Recipient recipient,
        String owner,
        DialectName dialect,
        Optional<Target> target,
        boolean persistent,
        DeliveryPolicy policy,
        String opaqueData,
        Map<String, String> attributes) {
    public Topic {
        attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
    }

    /** A topic that is delivered to as its attributes say, and by Carillon's own defaults. */
    public Topic(
            Recipient recipient,
            String owner,
            DialectName dialect,
            Optional<Target> target,
            boolean persistent,
            String opaqueData,
            Map<String, String> attributes) {
        this(
                recipient,
                owner,
                dialect,
                target,
                persistent,
                PolicyAttributes.kept(attributes, DeliveryPolicy.defaults()),
                opaqueData,
                attributes);
    }

    /** Makes a named topic that speaks the dialect which its attributes ask for. */
    public static Topic named(
            TopicRef ref,
            String owner,
            Optional<Target> target,
            boolean persistent,
            String opaqueData,
            Map<String, String> attributes) {
        return new Topic(
                new Recipient.NamedTopic(ref),
                owner,
                TopicAttributes.dialect(attributes),
                target,
                persistent,
                opaqueData,
                attributes);
    }

    /**
     * Makes what is configured of a rule with its own address: its events are always queued.
     *
     * @param owner the bucket's
     * @param maxBatch how many events one message may hold, 1 to 50
     */
    public static Topic ofRule(
            Recipient.RuleAddress address,
            String owner,
            DialectName dialect,
            Target target,
            int maxBatch) {
        return new Topic(
                address,
                owner,
                dialect,
                Optional.of(target),
                true,
                "",
                Map.of(PolicyAttributes.MAX_BATCH, Integer.toString(maxBatch)));
    }

    /** The same topic with one more attribute, which says nothing about its delivery. */
    public Topic with(String attribute, String value) {
        var more = new TreeMap<>(attributes);
        more.put(attribute, value);
        return new Topic(recipient, owner, dialect, target, persistent, policy, opaqueData, more);
    }

    /** The same topic, with {@code defaults} for what its attributes do not say of delivery. */
    public Topic withDefaults(DeliveryPolicy defaults) {
        DeliveryPolicy filled = PolicyAttributes.kept(attributes, defaults);
        return new Topic(
                recipient, owner, dialect, target, persistent, filled, opaqueData, attributes);
    }

    /** The text that stands for the recipient wherever users see it. */
    public String name() {
        return recipient.shown();
    }

    /** Name and masked address only: attributes may hold secrets. */
    @Override
    public String toString() {
        return "topic " + name() + target.map(to -> " to " + to).orElse("");
    }
}
