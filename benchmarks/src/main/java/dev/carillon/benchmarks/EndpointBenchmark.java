package dev.carillon.benchmarks;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.endpoint.AddressGuard;
import dev.carillon.endpoint.HttpEndpointProvider;
import dev.carillon.format.Message;
import dev.carillon.rule.Target;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Measures the cost that an endpoint adds to its client: its sends a second to a fast sink in a
 * process of its own, divided by those of the same client posting the same bytes in a bare loop.
 * Both take turns, eight virtual threads each; the median of the ratios counts.
 *
 * <p>Arguments: seconds a turn (3), turns (7).
 */
final class EndpointBenchmark {
    private static final int THREADS = 8;
    private static final byte[] BODY = "x".repeat(1_000).getBytes(StandardCharsets.UTF_8);
    private static final Map<String, String> HEADERS =
            Map.of(
                    "webhook-id", "0123456789abcdef.rule",
                    "x-carillon-delivery", "42",
                    "x-carillon-attempt", "1");

    private static final double BAR = 0.7;

    private EndpointBenchmark() {}

    public static void main(String[] args) throws Exception {
        var turn = Duration.ofSeconds(Arguments.of(args).number(0, 3));
        int turns = Arguments.of(args).number(1, 7);
        try (var sink = Sink.Apart.start();
                var provider = new HttpEndpointProvider(new AddressGuard(List.of(), true));
                var bare = new BareClient(sink.url())) {
            var endpoint = provider.open(new Target(sink.url(), Map.of()));
            var message = new Message("application/json", HEADERS, BODY);
            Runnable ours =
                    () -> {
                        AttemptResult result = endpoint.send(message, Duration.ofSeconds(10));
                        if (!result.accepted()) {
                            throw new IllegalStateException(result.summary());
                        }
                    };
            report(ours, () -> bare.post(message), turn, turns);
        }
    }

    private static void report(Runnable ours, Runnable bare, Duration length, int turns)
            throws Exception {
        var ratios = new ArrayList<Double>();
        for (int turn = 0; turn <= turns; turn++) {
            double mine = rate(ours, length);
            double theirs = rate(bare, length);
            System.out.printf(
                    "%-7s endpoint %,.0f/s, bare client %,.0f/s, ratio %.2f%n",
                    turn == 0 ? "warm-up" : "turn " + turn, mine, theirs, mine / theirs);
            if (turn > 0) {
                ratios.add(mine / theirs);
            }
        }
        System.out.println(Verdict.of("endpoint ÷ bare client", ratios).atLeast(BAR));
    }

    private static double rate(Runnable send, Duration turn) throws Exception {
        return Load.run(THREADS, turn, _ -> send.run()).perSecond();
    }
}
