package dev.carillon.benchmarks;

import dev.carillon.endpoint.AddressGuard;
import dev.carillon.endpoint.EndpointEnvironment;
import dev.carillon.kafka.KafkaEndpointProvider;
import dev.carillon.rule.Target;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures the cost of a durable queue for deliveries to Kafka: deliveries a second through
 * journal, lane and endpoint to a broker in a process of its own, divided by the records a second
 * of Kafka's own producer, which sends the same bytes with the same acknowledgements from as many
 * threads. A backlog is prepared and then drained; both take turns, and the median of the ratios
 * counts.
 *
 * <p>Arguments: deliveries a turn (100000), turns (7), attempts at once (256).
 */
final class KafkaBenchmark {
    private static final double BAR = 0.7;
    private static final String TOPIC = "bench";

    private KafkaBenchmark() {}

    public static void main(String[] args) throws Exception {
        var given = Arguments.of(args);
        int many = given.number(0, 100_000);
        int turns = given.number(1, 7);
        int atOnce = given.number(2, 256);
        var environment =
                new EndpointEnvironment(new AddressGuard(List.of(), true), InstantSource.system());
        var topic =
                TopicsAndRules.topic(
                        TOPIC,
                        "http://127.0.0.1/", // of a chosen endpoint
                        Map.of("max-concurrency", Integer.toString(atOnce)));
        try (var folder = Scratch.make("kafka");
                var broker = KafkaProcess.start(folder.path().resolve("broker"));
                var bare = new BareProducer(broker.address(), TOPIC)) {
            var target = new Target("kafka://" + broker.address(), Map.of());
            List<Double> ratios =
                    new LaneAgainstClient(
                                    topic,
                                    target.of(Optional.of(TOPIC)),
                                    () -> new KafkaEndpointProvider(environment),
                                    many)
                            .ratios(
                                    turns,
                                    sample ->
                                            Journey.each(
                                                    many,
                                                    atOnce,
                                                    number -> bare.send(sample, number)));
            System.out.println(
                    Verdict.of("delivered to Kafka ÷ bare producer", ratios).atLeast(BAR));
        }
    }
}
