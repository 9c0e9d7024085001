package dev.carillon.benchmarks;

import dev.carillon.endpoint.AddressGuard;
import dev.carillon.endpoint.HttpEndpointProvider;
import dev.carillon.format.Message;
import dev.carillon.rule.Target;
import dev.carillon.testkit.ChosenEndpoints;

import java.util.ArrayList;
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

    private final String url;
    private final int many;
    private final int atOnce;

    private DeliveryBenchmark(String url, int many, int atOnce) {
        this.url = url;
        this.many = many;
        this.atOnce = atOnce;
    }

    /** The rate of a drained backlog, and one of the messages that were sent. */
    private record Drained(Rate rate, Message sample) {}

    public static void main(String[] args) throws Exception {
        var given = Arguments.of(args);
        int turns = given.number(1, 7);
        try (var sink = Sink.Apart.start();
                var bare = new BareClient(sink.url())) {
            new DeliveryBenchmark(sink.url(), given.number(0, 100_000), given.number(2, 8))
                    .run(bare, turns);
        }
    }

    private void run(BareClient bare, int turns) throws Exception {
        var ratios = new ArrayList<Double>();
        for (int turn = 0; turn <= turns; turn++) {
            Drained lane = drain();
            Rate loop = post(bare, lane.sample());
            double ratio = lane.rate().perSecond() / loop.perSecond();
            System.out.printf(
                    "%-7s lane %s, bare loop %s, ratio %.2f%n",
                    turn == 0 ? "warm-up" : "turn " + turn, lane.rate(), loop, ratio);
            if (turn > 0) {
                ratios.add(ratio);
            }
        }
        System.out.println(Verdict.of("delivered ÷ bare client", ratios).atLeast(BAR));
    }

    private Drained drain() throws Exception {
        var topic =
                TopicsAndRules.topic(
                        "bench", url, Map.of("max-concurrency", Integer.toString(atOnce)));
        try (var scratch = Scratch.make("deliveries");
                var provider = new HttpEndpointProvider(new AddressGuard(List.of(), true));
                var http = provider.open(new Target(url, Map.of()))) {
            var taker = Taker.before(http, many);
            try (var journey =
                    new Journey(
                            scratch.path(),
                            TopicsAndRules.one(topic),
                            ChosenEndpoints.always(taker))) {
                journey.owe(many, "photos/2026/");
                var watch = Rate.Watch.start();
                journey.start();
                taker.awaitAll();
                return new Drained(watch.rate(many), taker.sample());
            }
        }
    }

    private Rate post(BareClient bare, Message message) throws Exception {
        var watch = Rate.Watch.start();
        Journey.each(many, atOnce, _ -> bare.post(message));
        return watch.rate(many);
    }
}
