package dev.carillon.benchmarks;

import dev.carillon.endpoint.AddressGuard;
import dev.carillon.endpoint.HttpEndpointProvider;
import dev.carillon.rule.Rule;
import dev.carillon.rule.Topic;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures the effect of ten dead endpoints on a working one: the time of its events from commit to
 * arrival, alone and beside five endpoints that refuse connections and five that accept them and
 * never answer. The dead ones are owed the same events and a backlog. Both take turns; the medians
 * of the ratios count.
 *
 * <p>Arguments: turns (5), events a second (400), seconds a turn (20).
 */
final class IsolationBenchmark {
    private static final double BAR = 1.2;
    private static final int DEAD = 10;
    private static final int BACKLOG = 5_000;
    private static final int WARM_UP_SECONDS = 3;
    private static final String LIVE = "live/";

    private final int perSecond;
    private final int seconds;

    private IsolationBenchmark(int perSecond, int seconds) {
        this.perSecond = perSecond;
        this.seconds = seconds;
    }

    public static void main(String[] args) throws Exception {
        var given = Arguments.of(args);
        new IsolationBenchmark(given.number(1, 400), given.number(2, 20)).run(given.number(0, 5));
    }

    private void run(int turns) throws Exception {
        var medians = new ArrayList<Double>();
        var tails = new ArrayList<Double>();
        for (int turn = 0; turn <= turns; turn++) {
            Latencies.Summary alone = turn(false);
            Latencies.Summary beside = turn(true);
            double tail = beside.p99() / alone.p99();
            System.out.printf(
                    "%-7s alone %s, beside %d dead %s, p99 ratio %.2f%n",
                    turn == 0 ? "warm-up" : "turn " + turn, alone, DEAD, beside, tail);
            if (turn > 0) {
                medians.add(beside.p50() / alone.p50());
                tails.add(tail);
            }
        }
        System.out.println(Verdict.of("p50 beside ÷ alone", medians).atMost(BAR));
        System.out.println(Verdict.of("p99 beside ÷ alone", tails).atMost(BAR));
    }

    private Latencies.Summary turn(boolean beside) throws Exception {
        var latencies = new Latencies(WARM_UP_SECONDS * perSecond, seconds * perSecond);
        var provider = new HttpEndpointProvider(new AddressGuard(List.of(), true));
        try (var scratch = Scratch.make("isolation");
                var sink = Sink.showing(latencies::arrived);
                var silent = new ServerSocket(0, 1_024, InetAddress.getLoopbackAddress());
                var journey =
                        new Journey(
                                scratch.path(),
                                topicsAndRules(sink, beside ? deadUrls(silent) : List.of()),
                                provider)) {
            journey.owe(BACKLOG, "old/");
            journey.start();
            return latencies.run(journey, perSecond);
        }
    }

    /**
     * Returns the dead URLs: nothing listens at port 1, and connections to the silent socket are
     * never accepted by a program.
     */
    private static List<String> deadUrls(ServerSocket silent) {
        var urls = new ArrayList<String>();
        for (int i = 0; i < DEAD; i++) {
            int port = i % 2 == 0 ? 1 : silent.getLocalPort();
            urls.add("http://127.0.0.1:" + port + "/" + i);
        }
        return urls;
    }

    /**
     * Creates topics and rules: the dead endpoints get all events, and first; the working one gets
     * the new events.
     */
    private static TopicsAndRules topicsAndRules(Sink sink, List<String> deadUrls) {
        var topics = new ArrayList<Topic>();
        var rules = new ArrayList<Rule>();
        for (String url : deadUrls) {
            var topic = TopicsAndRules.topic("dead-" + topics.size(), url);
            topics.add(topic);
            rules.add(TopicsAndRules.rule(topic.name(), topic, ""));
        }
        var well = TopicsAndRules.topic("well", sink.url());
        topics.add(well);
        rules.add(TopicsAndRules.rule("well", well, LIVE));
        return TopicsAndRules.of(topics, rules);
    }
}
