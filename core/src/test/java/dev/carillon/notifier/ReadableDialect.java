package dev.carillon.notifier;

import dev.carillon.format.B2Dialect;
import dev.carillon.format.Dialect;
import dev.carillon.format.Dialects;
import dev.carillon.format.Format;
import dev.carillon.format.Message;
import dev.carillon.format.TestEvent;
import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.Topic;
import dev.carillon.signature.Secret;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A stand-in for a dialect of the server, with its name and its policy but another format, which
 * endpoints of tests can read.
 */
public record ReadableDialect(DialectName name, Format format, DeliveryPolicy defaults)
        implements Dialect {
    /** Returns stand-ins for those of S3 and of B2. */
    public static Dialects all(Format format, Duration patience) {
        return Dialects.of(
                List.of(
                        new ReadableDialect(DialectName.S3, format, DeliveryPolicy.defaults()),
                        new ReadableDialect(
                                DialectName.B2, format, new B2Dialect(patience).defaults())));
    }

    @Override
    public Message test(Topic topic, Instant now, RandomGenerator random) {
        return TestEvent.of(topic.name(), now, "test");
    }

    @Override
    public Message signed(Message complete, Secret secret) {
        return complete;
    }
}
