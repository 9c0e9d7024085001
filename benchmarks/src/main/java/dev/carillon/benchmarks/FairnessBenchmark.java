package dev.carillon.benchmarks;

import dev.carillon.endpoint.AddressGuard;
import dev.carillon.endpoint.HttpEndpointProvider;
import dev.carillon.rule.Filter;
import dev.carillon.rule.Rule;
import dev.carillon.rule.RuleState;
import dev.carillon.rule.Topic;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Measures quiet topics while 200 others drain their backlogs on the same two cores: the time of
 * their events from commit to arrival, alone, beside the others, and beside them without turns of
 * the lanes. Ten quiet topics have five events a second each, far less than a fair share. Each case
 * is measured in a process of its own.
 *
 * <p>Arguments: turns (3), busy topics (200), backlog of each (2000).
 */
final class FairnessBenchmark {
    private static final int QUIET = 10;
    private static final int PER_SECOND = 5 * QUIET;
    private static final int WARM_UP_SECONDS = 6;
    private static final int SECONDS = 15;

    /**
     * The options that disable the turns of lanes. The number of places is a multiple of that of
     * processors: with this many processors there is a place for every attempt. Other settings that
     * depend on it are kept as they were.
     */
    private static final List<String> NO_TURNS =
            List.of(
                    "-XX:ActiveProcessorCount=1024",
                    "-XX:+UseG1GC",
                    "-XX:ParallelGCThreads=2",
                    "-XX:ConcGCThreads=1",
                    "-XX:CICompilerCount=2");

    private FairnessBenchmark() {}

    public static void main(String[] args) throws Exception {
        if (args.length == 3 && args[0].equals("measure")) {
            measure(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
            return;
        }
        var given = Arguments.of(args);
        int topics = given.number(1, 200);
        int backlog = given.number(2, 2_000);
        var ratios = new ArrayList<Double>();
        for (int turn = 1; turn <= given.number(0, 3); turn++) {
            Map<String, Double> alone = child("alone", List.of(), 0, 0);
            Map<String, Double> turns = child("turns", List.of(), topics, backlog);
            Map<String, Double> none = child("no turns", NO_TURNS, topics, backlog);
            ratios.add(figure(turns, "p99") / figure(none, "p99"));
            System.out.printf(
                    "turn %d: p99 beside ÷ alone %.1f, p99 with turns ÷ without %.2f%n",
                    turn, figure(turns, "p99") / figure(alone, "p99"), ratios.getLast());
        }
        System.out.println(Verdict.of("p99 with turns ÷ without", ratios).atMost(1));
    }

    private static Map<String, Double> child(
            String name, List<String> options, int topics, int backlog) throws Exception {
        System.out.printf("%-9s", name);
        return Child.of(options, FairnessBenchmark.class, "measure", topics, backlog).run();
    }

    private static double figure(Map<String, Double> figures, String name) {
        return figures.getOrDefault(name, Double.NaN);
    }

    private static void measure(int topics, int backlog) throws Exception {
        var latencies = new Latencies(WARM_UP_SECONDS * PER_SECOND, SECONDS * PER_SECOND);
        var provider = new HttpEndpointProvider(new AddressGuard(List.of(), true));
        try (var scratch = Scratch.make("fairness");
                var quiet = Sink.showing(latencies::arrived);
                var busy = Sink.Apart.start();
                var journey =
                        new Journey(
                                scratch.path(),
                                topicsAndRules(quiet.url(), busy.url(), topics),
                                provider)) {
            journey.owe(backlog, "old/");
            var watch = Rate.Watch.start();
            journey.start();
            Latencies.Summary summary = latencies.run(journey, PER_SECOND);
            long left = journey.owing();
            Rate drained = watch.rate((long) topics * backlog - left);
            System.out.println(
                    summary
                            + (topics == 0
                                    ? ""
                                    : "; the others drain %s, %,d left".formatted(drained, left)));
            demandBacklog(topics, left);
            Child.figure("p50", summary.p50());
            Child.figure("p99", summary.p99());
        }
    }

    private static void demandBacklog(int topics, long left) {
        if (topics > 0 && left == 0) {
            throw new IllegalStateException("the backlogs were drained before the end: give more");
        }
    }

    private static TopicsAndRules topicsAndRules(String quietUrl, String busyUrl, int many) {
        var topics = new ArrayList<Topic>();
        var rules = new ArrayList<Rule>();
        for (int i = 0; i < many; i++) {
            var topic = TopicsAndRules.topic("busy-" + i, busyUrl + "/" + i);
            topics.add(topic);
            rules.add(TopicsAndRules.rule(topic.name(), topic, "old/"));
        }
        for (int i = 0; i < QUIET; i++) {
            var topic = TopicsAndRules.topic("quiet-" + i, quietUrl + "/" + i);
            topics.add(topic);
            rules.add(quiet(topic, Integer.toString(i)));
        }
        return TopicsAndRules.of(topics, rules);
    }

    /** Returns a rule for every tenth event, by the last digit of its number. */
    private static Rule quiet(Topic topic, String digit) {
        var filter =
                new Filter(
                        List.of(
                                new Filter.Prefix("live/", false),
                                new Filter.Suffix(digit, false)));
        return new Rule(
                topic.name(),
                topic.recipient(),
                List.of(TopicsAndRules.PUTS),
                filter,
                new RuleState.Enabled());
    }
}
