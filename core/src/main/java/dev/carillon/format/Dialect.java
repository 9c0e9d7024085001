package dev.carillon.format;

import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;
import dev.carillon.signature.Secret;

import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The form in which a recipient is notified: how events are written, what is sent as a test, how a
 * message is signed, and which policy applies to everything that was not configured. Thread-safe.
 *
 * <p>Programs may add dialects: a dialect is found by its name among the {@link Dialects} that the
 * engine is given.
 */
public interface Dialect {
    /** The name by which recipients refer to it. */
    DialectName name();

    /** Writes one event, or several that share a message. */
    Format format();

    /**
     * Writes the message that tests whether an endpoint works; it says that no change happened.
     *
     * @param topic the topic to test
     * @param random draws an id that no other message has
     * @throws IllegalArgumentException if the dialect has no such message for this recipient
     */
    Message test(Topic topic, Instant now, RandomGenerator random);

    /**
     * Writes the same test message, with the check of its answer if the dialect has one; then a
     * test without the right answer has failed.
     *
     * @throws IllegalArgumentException as {@link #test} does
     */
    default TestExchange exchange(Topic topic, Instant now, RandomGenerator random) {
        return new TestExchange(test(topic, now, random), Optional.empty());
    }

    /**
     * Signs a message; the result has one or more headers more.
     *
     * @param complete the message with all headers that it is sent with, but for those of the
     *     target: id, attempt and so on may be signed as well as the body
     * @param secret the target's
     */
    Message signed(Message complete, Secret secret);

    /**
     * Returns the policy for everything that a recipient's attributes leave open. {@link
     * DeliveryPolicy#end} says what happens at the end of a delivery's patience.
     */
    DeliveryPolicy defaults();

    /** Signs with the secret of a target; leaves messages as they are if it has none. */
    default Signer signer(Target target) {
        return target.signingSecret()
                .<Signer>map(secret -> message -> signed(message, secret))
                .orElse(Signer.NONE);
    }
}
