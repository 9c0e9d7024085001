package dev.carillon.notifier;

import dev.carillon.endpoint.Diagnosis;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.format.Dialect;
import dev.carillon.format.Dialects;
import dev.carillon.format.Signer;
import dev.carillon.format.TestExchange;
import dev.carillon.registry.KeptTopic;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/**
 * Sends a topic's endpoint one test event, over a connection of its own and independent of lane and
 * breaker, and reports the result of each step; a dialect may check the answer too. Nothing is
 * queued or counted. Thread-safe.
 */
public final class TopicTest {
    private final Function<Target, Endpoint> endpoints;
    private final Dialects dialects;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    /**
     * Creates the test of endpoints that {@code endpoints} finds.
     *
     * @param dialects the dialects of topics, which write and sign the test message
     */
    public TopicTest(Function<Target, Endpoint> endpoints, Dialects dialects, InstantSource clock) {
        this.endpoints = endpoints;
        this.dialects = dialects;
        this.clock = clock;
    }

    /**
     * Sends the test event within the topic's own time limit.
     *
     * @return the steps; empty if the topic has no endpoint
     */
    public Optional<Diagnosis> run(KeptTopic kept) {
        Topic topic = kept.topic();
        return topic.target().map(target -> run(topic, target));
    }

    private Diagnosis run(Topic topic, Target target) {
        return tried(topic, target, topic.policy().pacing().timeout()).diagnosis();
    }

    /** A test that has been made. */
    record Tried(Diagnosis diagnosis, TestExchange exchange) {}

    /** Sends the test message of a topic to a target within a time limit, and checks the answer. */
    Tried tried(Topic topic, Target target, Duration limit) {
        Dialect dialect = dialects.get(topic.dialect());
        TestExchange exchange = dialect.exchange(topic, clock.instant(), random);
        Signer signer = UnusableEndpoint.signer(topic, dialect);
        Diagnosis answered =
                UnusableEndpoint.objection(topic, signer)
                        .<Endpoint>map(UnusableEndpoint::new)
                        .orElseGet(() -> endpoints.apply(target))
                        .diagnose(signer.signed(exchange.message()), limit);
        return new Tried(exchange.check().map(answered::confirmed).orElse(answered), exchange);
    }

    /** Closes the connections to a target whose registration was refused. */
    void retire(Target target) {
        endpoints.apply(target).close();
    }
}
