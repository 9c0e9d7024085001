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
 * @param retry for queued events
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
        RetryPolicy retry,
        String opaqueData,
        Map<String, String> attributes) {
    public Topic {
        attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
    }

    /** A topic that no dialect's attributes are kept of. */
    public Topic(
            String name,
            String owner,
            Optional<Target> target,
            boolean persistent,
            RetryPolicy retry,
            String opaqueData) {
        this(name, owner, target, persistent, retry, opaqueData, Map.of());
    }

    /** The same topic, with {@code defaults} for what was never said of its retries. */
    public Topic withDefaults(RetryPolicy defaults) {
        RetryPolicy filled = retry.withDefaults(defaults, attributes.keySet());
        return new Topic(name, owner, target, persistent, filled, opaqueData, attributes);
    }

    /** Name and masked address only: attributes may hold secrets. */
    @Override
    public String toString() {
        return "topic " + name + target.map(to -> " to " + to).orElse("");
    }
}
