package dev.carillon.format;

import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;
import dev.carillon.signature.Secret;

import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * All that belongs together in the way a recipient is addressed: how events are written, what is
 * sent as a test, how a message is signed, and which policy holds for what nobody configured.
 * Thread-safe.
 *
 * <p>Anybody may add one: it is found by its name among the {@link Dialects} that the engine is
 * given.
 */
public interface Dialect {
    /** The name by which recipients refer to it. */
    DialectName name();

    /** Writes one event, or several that share a message. */
    Format format();

    /**
     * Writes the message that asks an endpoint whether it is there. No change happened, and the
     * message says so.
     *
     * @param topic what is tested
     * @param random draws an id that no other message has
     * @throws IllegalArgumentException if the dialect has no such message for this recipient
     */
    Message test(Topic topic, Instant now, RandomGenerator random);

    /**
     * Signs a message; the result has one or more headers more.
     *
     * @param complete the message with all headers that it is sent with, but for those of the
     *     target: id, attempt and so on may be signed as well as the body
     * @param secret the target's
     */
    Message signed(Message complete, Secret secret);

    /**
     * The policy for what a recipient's attributes do not say. {@link DeliveryPolicy#suspends}
     * tells what the end of a delivery's patience means: whether its rule is suspended then.
     */
    DeliveryPolicy defaults();

    /** Signs with the secret of a target; leaves messages as they are if it has none. */
    default Signer signer(Target target) {
        return target.signingSecret()
                .<Signer>map(secret -> message -> signed(message, secret))
                .orElse(Signer.NONE);
    }
}
