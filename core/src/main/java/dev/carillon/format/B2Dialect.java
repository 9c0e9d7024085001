package dev.carillon.format;

import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.EndOfPatience;
import dev.carillon.rule.Pacing;
import dev.carillon.rule.Recipient.RuleAddress;
import dev.carillon.rule.RetryPolicy;
import dev.carillon.rule.Topic;
import dev.carillon.signature.B2Signature;
import dev.carillon.signature.Secret;

import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The dialect of Backblaze B2: up to 50 events of one rule in a message, signed with HMAC-SHA256 of
 * the body in {@value B2Signature#HEADER}.
 *
 * <p>Delivered as B2 documents it, attempts take at most 3 s. A delivery is given up after the
 * patience that the server is given, and then its rule is suspended. Every refusal but 410 is
 * retried, as Backblaze retries everything but a 200: a parse bug in a new webhook answers 400.
 */
public final class B2Dialect implements Dialect {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final int ID_BYTES = 32;

    private final Format format = new B2Events();
    private final DeliveryPolicy defaults;

    /**
     * Creates the dialect.
     *
     * @param patience how long an endpoint may accept nothing before its rule is suspended
     */
    public B2Dialect(Duration patience) {
        var usual = DeliveryPolicy.defaults();
        var retry =
                new RetryPolicy(
                        usual.retry().schedule(),
                        usual.retry().maxRetries(),
                        Optional.of(patience),
                        usual.retry().finalStatuses());
        var pacing = new Pacing(TIMEOUT, usual.pacing().maxConcurrency(), usual.pacing().rate());
        defaults = new DeliveryPolicy(retry, pacing, usual.quota(), 1, EndOfPatience.SUSPEND_RULE);
    }

    @Override
    public DialectName name() {
        return DialectName.B2;
    }

    @Override
    public Format format() {
        return format;
    }

    @Override
    public Message test(Topic topic, Instant now, RandomGenerator random) {
        if (!(topic.recipient() instanceof RuleAddress rule)) {
            throw new IllegalArgumentException(
                    topic + " is no rule with its own address: B2 tests nothing else");
        }
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        var of = new B2Events.TestOf(topic.owner(), rule.bucketId(), rule.bucket(), rule.rule());
        return B2Events.test(of, now, HexFormat.of().formatHex(id));
    }

    @Override
    public Message signed(Message complete, Secret secret) {
        return complete.with(Map.of(B2Signature.HEADER, B2Signature.of(secret, complete.body())));
    }

    @Override
    public DeliveryPolicy defaults() {
        return defaults;
    }
}
