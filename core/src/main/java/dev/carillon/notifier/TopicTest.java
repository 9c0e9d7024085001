package dev.carillon.notifier;

import dev.carillon.endpoint.Diagnosis;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.format.B2Events;
import dev.carillon.format.Message;
import dev.carillon.format.TestEvent;
import dev.carillon.registry.KeptTopic;
import dev.carillon.rule.OwnTopic;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Sends a topic's endpoint one test event, over a connection of its own and past lane and breaker,
 * and tells step by step how that went. Nothing is queued or counted. For any number of threads.
 */
public final class TopicTest {
    private static final int ID_BYTES = 32;

    private final Function<Target, Endpoint> endpoints;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    /** Finds endpoints with {@code endpoints}. */
    public TopicTest(Function<Target, Endpoint> endpoints, InstantSource clock) {
        this.endpoints = endpoints;
        this.clock = clock;
    }

    /** How it went, within the topic's own time limit; empty when the topic has no endpoint. */
    public Optional<Diagnosis> run(KeptTopic kept) {
        Topic topic = kept.topic();
        Message message = topic.own() ? b2(topic) : s3(topic);
        return topic.target()
                .map(endpoints)
                .map(it -> it.diagnose(message, topic.policy().pacing().timeout()));
    }

    private Message s3(Topic topic) {
        return TestEvent.of(topic.name(), clock.instant(), "test-" + UUID.randomUUID());
    }

    private Message b2(Topic topic) {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        var of =
                new B2Events.TestOf(
                        topic.owner(),
                        OwnTopic.bucketId(topic).orElseThrow(),
                        OwnTopic.bucket(topic),
                        OwnTopic.rule(topic));
        return B2Events.test(of, clock.instant(), HexFormat.of().formatHex(id));
    }
}
