package dev.carillon.notifier;

import dev.carillon.endpoint.Diagnosis;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.format.TestEvent;
import dev.carillon.registry.KeptTopic;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;

import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Sends a topic's endpoint one test event, over a connection of its own and past lane and breaker,
 * and tells step by step how that went. Nothing is queued or counted. For any number of threads.
 */
public final class TopicTest {
    private final Function<Target, Endpoint> endpoints;
    private final InstantSource clock;

    /** Finds endpoints with {@code endpoints}. */
    public TopicTest(Function<Target, Endpoint> endpoints, InstantSource clock) {
        this.endpoints = endpoints;
        this.clock = clock;
    }

    /** How it went, within the topic's own time limit; empty when the topic has no endpoint. */
    public Optional<Diagnosis> run(KeptTopic kept) {
        Topic topic = kept.topic();
        var message = TestEvent.of(topic.name(), clock.instant(), "test-" + UUID.randomUUID());
        return topic.target()
                .map(endpoints)
                .map(it -> it.diagnose(message, topic.policy().pacing().timeout()));
    }
}
