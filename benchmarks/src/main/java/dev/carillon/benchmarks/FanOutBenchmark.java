package dev.carillon.benchmarks;

import dev.carillon.rule.Rule;
import dev.carillon.rule.Topic;
import dev.carillon.testkit.ChosenEndpoints;

import java.util.ArrayList;
import java.util.stream.IntStream;

/**
 * Measures the cost of many recipients: the time of a delivery, including its commit, if an event
 * is owed to 100 rules of 100 topics, and to 100 rules of one topic, divided by that for one rule.
 * The endpoint is a double that accepts at once, so it is the time of commits, journal and lanes.
 *
 * <p>Arguments: deliveries a turn (100000), turns (7), rules (100).
 */
final class FanOutBenchmark {
    private static final double BAR = 1;

    private final int deliveries;
    private final int rules;

    private FanOutBenchmark(int deliveries, int rules) {
        this.deliveries = deliveries;
        this.rules = rules;
    }

    public static void main(String[] args) throws Exception {
        var given = Arguments.of(args);
        new FanOutBenchmark(given.number(0, 100_000), given.number(2, 100)).run(given.number(1, 7));
    }

    private void run(int turns) throws Exception {
        var apart = new ArrayList<Double>();
        var together = new ArrayList<Double>();
        for (int turn = 0; turn <= turns; turn++) {
            Rate one = turn(1, 1);
            Rate manyTopics = turn(rules, rules);
            Rate oneTopic = turn(rules, 1);
            System.out.printf(
                    "%-7s one rule %s, %d rules of %d topics %s, of one topic %s%n",
                    turn == 0 ? "warm-up" : "turn " + turn,
                    one,
                    rules,
                    rules,
                    manyTopics,
                    oneTopic);
            if (turn > 0) {
                apart.add(one.perSecond() / manyTopics.perSecond());
                together.add(one.perSecond() / oneTopic.perSecond());
            }
        }
        System.out.println(
                Verdict.of("a delivery of many topics ÷ of one rule", apart).atMost(BAR));
        System.out.println(
                Verdict.of("a delivery of one topic ÷ of one rule", together).atMost(BAR));
    }

    private Rate turn(int manyRules, int manyTopics) throws Exception {
        var taker = Taker.ofAll(deliveries);
        try (var scratch = Scratch.make("fan-out");
                var journey =
                        new Journey(
                                scratch.path(),
                                topicsAndRules(manyRules, manyTopics),
                                ChosenEndpoints.always(taker))) {
            journey.start();
            var watch = Rate.Watch.start();
            journey.change(deliveries / manyRules, "photos/2026/");
            taker.awaitAll();
            return watch.rate(deliveries);
        }
    }

    private static TopicsAndRules topicsAndRules(int manyRules, int manyTopics) {
        var topics = new ArrayList<Topic>();
        var rules = new ArrayList<Rule>();
        for (int i = 0; i < manyTopics; i++) {
            topics.add(TopicsAndRules.topic("topic-" + i, "http://127.0.0.1:1/" + i));
        }
        IntStream.range(0, manyRules)
                .forEach(i ->
                        rules.add(
                                TopicsAndRules.rule("rule-" + i, topics.get(i % manyTopics), "")));
        return TopicsAndRules.of(topics, rules);
    }
}
