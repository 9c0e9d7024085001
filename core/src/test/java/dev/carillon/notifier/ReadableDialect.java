package dev.carillon.notifier;

import dev.carillon.format.B2Dialect;
import dev.carillon.format.BrokerDialect;
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
import java.util.ArrayList;
import java.util.random.RandomGenerator;

/**
 * A stand-in for a dialect of the server, with its name and its policy but another format, which
 * endpoints of tests can read.
 */
public record ReadableDialect(DialectName name, Format format, DeliveryPolicy defaults)
        implements Dialect {
    /** Returns stand-ins for those of S3, of B2 and of the broker. */
    public static Dialects all(Format format, Duration patience) {
        var all = new ArrayList<Dialect>();
        all.add(new ReadableDialect(DialectName.S3, format, DeliveryPolicy.defaults()));
        all.add(new ReadableDialect(DialectName.B2, format, new B2Dialect(patience).defaults()));
        BrokerDialect.all(BrokerDialect.USUAL_FAILURES)
                .forEach(broker ->
                        all.add(new ReadableDialect(broker.name(), format, broker.defaults())));
        return Dialects.of(all);
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
