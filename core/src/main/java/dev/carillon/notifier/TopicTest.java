package dev.carillon.notifier;

import dev.carillon.endpoint.Diagnosis;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.format.Dialect;
import dev.carillon.format.Dialects;
import dev.carillon.format.Message;
import dev.carillon.registry.KeptTopic;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/**
 * Sends a topic's endpoint one test event, over a connection of its own and independent of lane and
 * breaker, and reports the result of each step. Nothing is queued or counted. Thread-safe.
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
        Dialect dialect = dialects.get(topic.dialect());
        Message message = dialect.test(topic, clock.instant(), random);
        return endpoints
                .apply(target)
                .diagnose(
                        dialect.signer(target).signed(message), topic.policy().pacing().timeout());
    }
}
