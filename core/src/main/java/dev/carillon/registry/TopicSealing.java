package dev.carillon.registry;

import dev.carillon.rule.TopicSecrets;
import dev.carillon.secrets.SealingKeys;

/**
 * The way in which secrets of topics are stored.
 *
 * @param keys seal and open them
 * @param secrets knows which parts of a topic are secret
 */
public record TopicSealing(SealingKeys keys, TopicSecrets secrets) {
    /** Returns the way of a state that holds no secrets: one that has any is refused. */
    public static TopicSealing none() {
        return of(SealingKeys.none());
    }

    /** Seals with these keys what Ceph's documents call secret, and every unknown attribute. */
    public static TopicSealing of(SealingKeys keys) {
        return new TopicSealing(keys, TopicSecrets.ofDocumentedKinds());
    }
}
