package dev.carillon.rule;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The configuration of a recipient: the address of its endpoint and how events are delivered to it.
 *
 * @param recipient the party to which it applies
 * @param owner the principal that created it
 * @param dialect the name of the dialect that writes, tests and signs its messages
 * @param target the address to deliver to; empty = none, its deliveries are given up. It carries
 *     the name of the recipient if that is a named topic, whatever it carried before
 * @param persistent whether events are queued, or sent before the operation is answered
 * @param policy the delivery policy: what {@code attributes} say, and defaults for the rest
 * @param opaqueData copied into each record
 * @param attributes everything that was configured beyond address, persistence and opaque data, by
 *     name and in the dialect's words, secrets included: for reading it back, and for changing one
 *     attribute. Their meaning is in the other components.
 * @param unopened its secrets, if they are stored and could not be opened: the other components
 *     hold masks in their place; else empty
 */
public record Topic(
        Recipient recipient,
        String owner,
        DialectName dialect,
        Optional<Target> target,
        boolean persistent,
        DeliveryPolicy policy,
        String opaqueData,
        Map<String, String> attributes,
        Optional<UnopenedSecrets> unopened) {
    public Topic {
        Optional<String> name = recipient.topic().map(TopicRef::name);
        target = target.map(to -> to.of(name));
        attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
    }

    /** Creates a topic whose secrets, if it has any, are in these values. */
    public Topic(
            Recipient recipient,
            String owner,
            DialectName dialect,
            Optional<Target> target,
            boolean persistent,
            DeliveryPolicy policy,
            String opaqueData,
            Map<String, String> attributes) {
        this(
                recipient,
                owner,
                dialect,
                target,
                persistent,
                policy,
                opaqueData,
                attributes,
                Optional.empty());
    }

    /**
     * Creates a topic with the policy of its attributes, and Carillon's own defaults for the rest.
     */
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

    /** Creates a named topic with the dialect that its attributes ask for. */
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
                CloudEventsAttributes.dialect(attributes, target),
                target,
                persistent,
                opaqueData,
                attributes);
    }

    /**
     * Creates the configuration of a rule with its own address: its events are always queued.
     *
     * @param owner the bucket's
     * @param maxBatch the highest number of events in one message, 1 to 50
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

    /**
     * Creates the configuration of a broker's subscription: its events are always queued.
     *
     * @param dialect one of the broker's dialects
     */
    public static Topic ofSubscription(
            Recipient.Subscription subscription,
            DialectName dialect,
            Target target,
            SubscriptionAttributes attributes) {
        return new Topic(
                subscription, "", dialect, Optional.of(target), true, "", attributes.byName());
    }

    /** Returns the same topic with one more attribute, which does not concern delivery. */
    public Topic with(String attribute, String value) {
        var more = new TreeMap<>(attributes);
        more.put(attribute, value);
        return with(target, more);
    }

    /** Returns the same topic with another target and other attributes, and the same policy. */
    Topic with(Optional<Target> other, Map<String, String> others) {
        return new Topic(
                recipient, owner, dialect, other, persistent, policy, opaqueData, others, unopened);
    }

    /** Returns the same topic, which holds masks because its secrets could not be opened. */
    public Topic without(UnopenedSecrets secrets) {
        return new Topic(
                recipient,
                owner,
                dialect,
                target,
                persistent,
                policy,
                opaqueData,
                attributes,
                Optional.of(secrets));
    }

    /**
     * Returns the same topic, with {@code defaults} for the delivery settings that its attributes
     * leave open.
     */
    public Topic withDefaults(DeliveryPolicy defaults) {
        DeliveryPolicy filled = PolicyAttributes.kept(attributes, defaults);
        return new Topic(
                recipient,
                owner,
                dialect,
                target,
                persistent,
                filled,
                opaqueData,
                attributes,
                unopened);
    }

    /** Returns the text that stands for the recipient in everything that users see. */
    public String name() {
        return recipient.shown();
    }

    /** Returns name and masked address only, because attributes may hold secrets. */
    @Override
    public String toString() {
        return "topic " + name() + target.map(to -> " to " + to).orElse("");
    }
}
