package dev.carillon.rule;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A named endpoint with its delivery policy.
 *
 * @param name unique within its owner's namespace
 * @param owner the principal that made it
 * @param target where to deliver; empty = none, its deliveries are given up
 * @param persistent whether events are queued, or tried before the operation is answered
 * @param policy how it is delivered to: what {@code attributes} say, and defaults for the rest
 * @param opaqueData copied into each record
 * @param attributes what was configured beyond address, persistence and opaque data, by name and in
 *     the dialect's words, secrets included: for reading back, and for changing one of them. What
 *     they mean is in the other components.
 */
public record Topic(
        String name,
        String owner,
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
            String name,
            String owner,
            Optional<Target> target,
            boolean persistent,
            String opaqueData,
            Map<String, String> attributes) {
        this(
                name,
                owner,
                target,
                persistent,
                PolicyAttributes.kept(attributes, DeliveryPolicy.defaults()),
                opaqueData,
                attributes);
    }

    /** The same topic, with {@code defaults} for what its attributes do not say of delivery. */
    public Topic withDefaults(DeliveryPolicy defaults) {
        DeliveryPolicy filled = PolicyAttributes.kept(attributes, defaults);
        return new Topic(name, owner, target, persistent, filled, opaqueData, attributes);
    }

    /** Whether it is the topic of one rule that carries its own address. */
    public boolean own() {
        return OwnTopic.isNamed(name);
    }

    /** Name and masked address only: attributes may hold secrets. */
    @Override
    public String toString() {
        return "topic " + name + target.map(to -> " to " + to).orElse("");
    }
}
