package dev.carillon.kafka;

import dev.carillon.endpoint.AddressGuard;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.endpoint.EndpointEnvironment;
import dev.carillon.event.Bucket;
import dev.carillon.event.Change;
import dev.carillon.event.EventType;
import dev.carillon.event.ObjectEvent;
import dev.carillon.event.ObjectFacts;
import dev.carillon.event.Origin;
import dev.carillon.event.Version;
import dev.carillon.format.Message;
import dev.carillon.rule.Target;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A topic of its own in a cluster, a provider of endpoints, and messages for it. */
final class KafkaRig implements AutoCloseable {
    static final Patience SHORT = new Patience(Duration.ofSeconds(2), Duration.ofMinutes(5));

    final String topic = "t-" + UUID.randomUUID();
    final KafkaEndpointProvider provider;
    private final LocalKafka kafka;
    private final List<TopicReader> readers = new ArrayList<>();

    /** Creates a topic of one partition, and a provider that allows loopback. */
    KafkaRig(LocalKafka kafka, Patience patience) {
        this.kafka = kafka;
        provider = provider(new AddressGuard(List.of(), true), patience);
        kafka.create(topic, 1, Map.of());
    }

    static KafkaEndpointProvider provider(AddressGuard guard, Patience patience) {
        var environment = new EndpointEnvironment(guard, InstantSource.system());
        return new KafkaEndpointProvider(environment, patience);
    }

    /** Opens an endpoint for the topic by a listener of the cluster. */
    Endpoint open(String listener, Map<String, String> options) {
        return at(kafka.port(listener), options);
    }

    /** Opens an endpoint for the topic by a port. */
    Endpoint at(int port, Map<String, String> options) {
        return provider.open(target(port, options));
    }

    Target target(int port, Map<String, String> options) {
        return new Target("kafka://127.0.0.1:" + port, options).of(Optional.of(topic));
    }

    /** Returns a reader of the topic. */
    TopicReader reader() {
        var reader = new TopicReader(kafka.direct(), topic);
        readers.add(reader);
        return reader;
    }

    /** Returns a message about an object. */
    static Message about(String key, String body) {
        var object = new ObjectFacts(key, 5, "e", new Version.None(), Map.of(), List.of());
        var change =
                new Change(
                        EventType.CREATED_PUT,
                        Instant.parse("2026-01-02T03:04:05Z"),
                        new Bucket("000000000000000b", "photos", "owner"),
                        object,
                        new Origin("tester", "192.0.2.7", "tx0000", "host"));
        return plain(body).about(List.of(ObjectEvent.of(change, 0xBEEF)), Map.of());
    }

    /** Returns a message that says nothing about itself. */
    static Message plain(String body) {
        return new Message("application/json", Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        readers.forEach(TopicReader::close);
        provider.close();
    }
}
