package dev.carillon.kafka;

import dev.carillon.endpoint.ClientTls;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.endpoint.EndpointEnvironment;
import dev.carillon.endpoint.EndpointProvider;
import dev.carillon.rule.EndpointKind;
import dev.carillon.rule.Target;

import java.net.InetAddress;
import java.util.Optional;

/**
 * Opens endpoints for {@code kafka} targets, whose attributes are in {@link KafkaKind}. The topic
 * in Kafka has the name of the Carillon topic. No class of Kafka's client is loaded before the
 * first endpoint is opened. Thread-safe; closing it closes the endpoints that it opened.
 */
public final class KafkaEndpointProvider implements EndpointProvider {
    /** Kafka takes no longer names. */
    private static final int LONGEST_TOPIC = 249;

    private final EndpointEnvironment environment;
    private final Patience patience;
    private final Object lock = new Object();
    private Optional<Producers> producers = Optional.empty();

    /** Creates a provider. */
    public KafkaEndpointProvider(EndpointEnvironment environment) {
        this(environment, Patience.USUAL);
    }

    KafkaEndpointProvider(EndpointEnvironment environment, Patience patience) {
        this.environment = environment;
        this.patience = patience;
    }

    @Override
    public EndpointKind kind() {
        return KafkaKind.KIND;
    }

    @Override
    public Optional<String> objection(Target target) {
        try {
            topic(target);
            KafkaConnection connection = KafkaConnection.of(target);
            return refused(connection).or(() -> badTls(connection));
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Opens the endpoint.
     *
     * @throws IllegalArgumentException if the target is not valid, which {@link #objection} reports
     *     earlier
     */
    @Override
    public Endpoint open(Target target) {
        return new KafkaEndpoint(topic(target), KafkaConnection.of(target), producers());
    }

    @Override
    public void close() {
        Optional<Producers> made;
        synchronized (lock) {
            made = producers;
        }
        made.ifPresent(Producers::close);
    }

    /** Returns the producers of the endpoints that it opened. */
    Producers producers() {
        synchronized (lock) {
            if (producers.isEmpty()) {
                producers = Optional.of(new Producers(environment, patience));
            }
            return producers.get();
        }
    }

    private static String topic(Target target) {
        String topic =
                target.topic()
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "a kafka:// address belongs to a topic, whose name is that"
                                                + " of the topic in Kafka: create a topic with"
                                                + " this push-endpoint"));
        if (topic.length() > LONGEST_TOPIC) {
            throw new IllegalArgumentException(
                    "Kafka takes no names of more than 249 characters: shorten that of the topic");
        }
        return topic;
    }

    private Optional<String> refused(KafkaConnection connection) {
        var reach = new Reach(environment.guard());
        return connection.brokers().stream()
                .flatMap(broker -> broker.fixed().stream())
                .flatMap((InetAddress address) -> reach.guard().objection(address).stream())
                .findFirst();
    }

    private Optional<String> badTls(KafkaConnection connection) {
        return connection
                .tls()
                .flatMap(options -> ClientTls.of(options, environment.clock()).objection());
    }
}
