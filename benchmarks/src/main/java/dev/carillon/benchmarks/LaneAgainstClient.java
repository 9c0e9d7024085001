package dev.carillon.benchmarks;

import dev.carillon.endpoint.EndpointProvider;
import dev.carillon.format.Message;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;
import dev.carillon.testkit.ChosenEndpoints;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Compares deliveries through journal, lane and endpoint with a bare client that sends the same
 * bytes. In each turn a backlog is prepared and drained, then the client sends as many messages.
 *
 * @param topic of the lane
 * @param target the address of the endpoint
 * @param providers opens the endpoint, once a turn
 * @param many the number of deliveries a turn
 */
record LaneAgainstClient(
        Topic topic, Target target, Supplier<EndpointProvider> providers, int many) {
    /** The bare client. */
    @FunctionalInterface
    interface Client {
        /** Sends as many messages as a turn has, each with the content of this one. */
        void sendAll(Message sample) throws Exception;
    }

    /** The rate of a drained backlog, and one of the messages that were sent. */
    private record Drained(Rate rate, Message sample) {}

    /** Returns the rate of the lane divided by that of the client for each turn after a warm-up. */
    List<Double> ratios(int turns, Client client) throws Exception {
        var ratios = new ArrayList<Double>();
        for (int turn = 0; turn <= turns; turn++) {
            Drained lane = drain();
            var watch = Rate.Watch.start();
            client.sendAll(lane.sample());
            Rate loop = watch.rate(many);
            double ratio = lane.rate().perSecond() / loop.perSecond();
            System.out.printf(
                    "%-7s lane %s, bare loop %s, ratio %.2f%n",
                    turn == 0 ? "warm-up" : "turn " + turn, lane.rate(), loop, ratio);
            if (turn > 0) {
                ratios.add(ratio);
            }
        }
        return ratios;
    }

    private Drained drain() throws Exception {
        try (var scratch = Scratch.make("deliveries");
                var provider = providers.get();
                var endpoint = provider.open(target)) {
            var taker = Taker.before(endpoint, many);
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
}
