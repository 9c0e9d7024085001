package dev.carillon.benchmarks;

import dev.carillon.endpoint.AddressGuard;
import dev.carillon.endpoint.HttpEndpointProvider;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.Recipient.RuleAddress;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;
import dev.carillon.testkit.ChosenEndpoints;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Measures the gain from several events in one message: deliveries a second of a B2 rule with
 * {@code maxEventsPerBatch} 50, divided by those of the same rule with 1, through journal, lane and
 * HTTP to a fast sink in a process of its own. A backlog is prepared and then drained; both take
 * turns, and the median of the ratios counts.
 *
 * <p>Arguments: deliveries a turn (100000), turns (7).
 */
final class BatchBenchmark {
    private static final double BAR = 2;

    private final String url;
    private final int many;

    private BatchBenchmark(String url, int many) {
        this.url = url;
        this.many = many;
    }

    public static void main(String[] args) throws Exception {
        var given = Arguments.of(args);
        try (var sink = Sink.Apart.start()) {
            new BatchBenchmark(sink.url(), given.number(0, 100_000)).run(given.number(1, 7));
        }
    }

    private void run(int turns) throws Exception {
        var ratios = new ArrayList<Double>();
        for (int turn = 0; turn <= turns; turn++) {
            Rate one = drain(1);
            Rate fifty = drain(50);
            double ratio = fifty.perSecond() / one.perSecond();
            System.out.printf(
                    "%-7s one in a message %s, up to 50 %s, ratio %.2f%n",
                    turn == 0 ? "warm-up" : "turn " + turn, one, fifty, ratio);
            if (turn > 0) {
                ratios.add(ratio);
            }
        }
        System.out.println(Verdict.of("50 in a message ÷ one", ratios).atLeast(BAR));
    }

    private Rate drain(int together) throws Exception {
        var target = new Target(url, Map.of());
        var address =
                new RuleAddress(
                        TopicsAndRules.BUCKET.id(), TopicsAndRules.BUCKET.name(), "the-rule");
        var topic = Topic.ofRule(address, "me", DialectName.B2, target, together);
        try (var scratch = Scratch.make("batches");
                var provider = new HttpEndpointProvider(new AddressGuard(List.of(), true));
                var http = provider.open(target)) {
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
                return watch.rate(many);
            }
        }
    }
}
