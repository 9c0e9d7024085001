package dev.carillon.rule;

import java.util.Optional;

/**
 * The party that a delivery is for. Every rule names one, every lane belongs to one, and {@link
 * Topic} holds how it is delivered to.
 *
 * <p>What is written to it, and how, is not decided here but by its {@link DialectName}.
 */
public sealed interface Recipient {
    /**
     * The text that stands for it in logs, metrics, commands and answers. No two recipients have
     * the same one, with one exception: a rule in a bucket that was deleted and made again.
     */
    String shown();

    /** The name of the topic, if it is a named one. */
    default Optional<TopicRef> topic() {
        return this instanceof NamedTopic(TopicRef ref) ? Optional.of(ref) : Optional.empty();
    }

    /** A topic that any number of rules may name. */
    record NamedTopic(TopicRef ref) implements Recipient {
        /**
         * Names a topic of the server's own account.
         *
         * @throws RefusedException when the name is not valid
         */
        public static NamedTopic of(String name) {
            return new NamedTopic(TopicRef.of(name));
        }

        @Override
        public String shown() {
            return ref.shown();
        }
    }

    /**
     * A rule that carries its own address, as B2's rules do: only this rule leads there.
     *
     * @param bucketId the id of the rule's bucket, as events have it
     * @param bucket the name of that bucket
     * @param rule the name of the rule, unique in the bucket
     */
    record RuleAddress(String bucketId, String bucket, String rule) implements Recipient {
        @Override
        public String shown() {
            return bucket + "/" + rule;
        }
    }

    /**
     * A subscription of a broker, made for one rule.
     *
     * @param bucket the name of the rule's bucket
     * @param rule the name of the rule
     * @param id the broker's id for the subscription
     */
    record Subscription(String bucket, String rule, String id) implements Recipient {
        @Override
        public String shown() {
            return bucket + "/" + rule + "/" + id;
        }
    }

    /**
     * A script or a URL that a receiver hands its events on to.
     *
     * @param name the receiver's name for it
     */
    record Receiver(String name) implements Recipient {
        @Override
        public String shown() {
            return "receiver " + name;
        }
    }
}
