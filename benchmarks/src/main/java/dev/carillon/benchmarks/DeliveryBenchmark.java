package dev.carillon.benchmarks;

import dev.carillon.endpoint.AddressGuard;
import dev.carillon.endpoint.HttpEndpointProvider;
import dev.carillon.rule.Target;

import java.util.List;
import java.util.Map;

/**
 * Measures the cost of a durable queue for deliveries: deliveries a second through journal, lane
 * and endpoint to a fast sink in a process of its own, divided by the posts a second of the same
 * HTTP client that posts the same bytes in a bare loop on as many threads. A backlog is prepared
 * and then drained; both take turns, and the median of the ratios counts.
 *
 * <p>Arguments: deliveries a turn (100000), turns (7), attempts at once (8).
 */
final class DeliveryBenchmark {
    private static final double BAR = 0.7;

    private DeliveryBenchmark() {}

    public static void main(String[] args) throws Exception {
        var given = Arguments.of(args);
        int many = given.number(0, 100_000);
        int turns = given.number(1, 7);
        int atOnce = given.number(2, 8);
        try (var sink = Sink.Apart.start();
                var bare = new BareClient(sink.url())) {
            var topic =
                    TopicsAndRules.topic(
                            "bench",
                            sink.url(),
                            Map.of("max-concurrency", Integer.toString(atOnce)));
            List<Double> ratios =
                    new LaneAgainstClient(
                                    topic,
                                    new Target(sink.url(), Map.of()),
                                    () ->
                                            new HttpEndpointProvider(
                                                    new AddressGuard(List.of(), true)),
                                    many)
                            .ratios(
                                    turns,
                                    sample -> Journey.each(many, atOnce, _ -> bare.post(sample)));
            System.out.println(Verdict.of("delivered ÷ bare client", ratios).atLeast(BAR));
        }
    }
}
