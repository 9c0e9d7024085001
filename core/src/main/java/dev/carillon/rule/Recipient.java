package dev.carillon.rule;

import java.util.Optional;

/**
 * The party to which events are delivered. Every rule names a recipient, every lane belongs to one,
 * and {@link Topic} holds how events are delivered to it.
 *
 * <p>The form of its messages is not decided here but by its {@link DialectName}.
 */
public sealed interface Recipient {
    /**
     * Returns the text that stands for it in logs, metrics, commands and answers. No two recipients
     * have the same one, with one exception: a rule in a bucket that was deleted and created again.
     */
    String shown();

    /** Returns the name of the topic if it is a named topic. */
    default Optional<TopicRef> topic() {
        return this instanceof NamedTopic(TopicRef ref) ? Optional.of(ref) : Optional.empty();
    }

    /** A topic that any number of rules may name. */
    record NamedTopic(TopicRef ref) implements Recipient {
        /**
         * Creates the recipient for a topic of the server's own account.
         *
         * @throws RefusedException if the name is not valid
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
     * A rule with its own address, as B2's rules have: only this rule delivers there.
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
     * A subscription of a broker, created for one rule.
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
     * A script or a URL to which a receiver passes its events.
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
