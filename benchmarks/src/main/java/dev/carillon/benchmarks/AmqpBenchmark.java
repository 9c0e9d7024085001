package dev.carillon.benchmarks;

import dev.carillon.amqp.AmqpEndpointProviderFactory;
import dev.carillon.endpoint.AddressGuard;
import dev.carillon.endpoint.EndpointEnvironment;
import dev.carillon.rule.Target;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures the cost of a durable queue for deliveries to RabbitMQ: deliveries a second through
 * journal, lane and endpoint to a broker, divided by the messages a second of RabbitMQ's own client
 * in a loop, which publishes the same bytes with the same headers and confirmations and as many in
 * flight. A backlog is prepared and then drained; both take turns, and the median of the ratios
 * counts.
 *
 * <p>Arguments: deliveries a turn (50000), turns (7), attempts at once (256), port of a RabbitMQ on
 * this machine that takes guest (5672).
 */
final class AmqpBenchmark {
    private static final double BAR = 0.7;
    private static final String NAME = "carillon-bench";

    private AmqpBenchmark() {}

    public static void main(String[] args) throws Exception {
        var given = Arguments.of(args);
        int many = given.number(0, 50_000);
        int turns = given.number(1, 7);
        int atOnce = given.number(2, 256);
        int port = given.number(3, 5_672);
        var environment =
                new EndpointEnvironment(new AddressGuard(List.of(), true), InstantSource.system());
        var topic =
                TopicsAndRules.topic(
                        NAME,
                        "http://127.0.0.1/", // of a chosen endpoint
                        Map.of("max-concurrency", Integer.toString(atOnce)));
        var target = new Target("amqp://127.0.0.1:" + port, Map.of("amqp-exchange", NAME));
        try (var bare = BarePublisher.at(port, NAME, atOnce)) {
            List<Double> ratios =
                    new LaneAgainstClient(
                                    topic,
                                    target.of(Optional.of(NAME)),
                                    () -> new AmqpEndpointProviderFactory().create(environment),
                                    many)
                            .ratios(turns, sample -> bare.publish(many, sample));
            System.out.println(
                    Verdict.of("delivered to RabbitMQ ÷ bare client", ratios).atLeast(BAR));
        }
    }
}
