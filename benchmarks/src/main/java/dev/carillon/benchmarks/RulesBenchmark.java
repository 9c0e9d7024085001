package dev.carillon.benchmarks;

import dev.carillon.event.Bucket;
import dev.carillon.rule.Rule;
import dev.carillon.rule.RuleValidity;
import dev.carillon.rule.Topic;
import dev.carillon.testkit.ChosenEndpoints;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures the cost of rules for an event that they do not match: matching and committing a change
 * in a bucket with 10,000 of them (half for other keys, half for other events), divided by that in
 * a bucket without rules. Both take many short turns, each going first in every other.
 *
 * <p>It gives two answers. The time of a change counts, but includes the variation of the disk; its
 * median needs a quiet machine. The processor time to announce a change, which is all that rules
 * can affect, does not: what rules add to it is compared with the processor time of a whole change.
 *
 * <p>Arguments: turns (200), milliseconds a side (200), idle rules (10000).
 */
final class RulesBenchmark {
    private static final double BAR = 1.02;
    private static final Bucket PLAIN = new Bucket("0000000000000002", "plain", "me");

    private final AtomicLong serial = new AtomicLong();
    private final Journey journey;
    private final Duration side;

    private RulesBenchmark(Journey journey, Duration side) {
        this.journey = journey;
        this.side = side;
    }

    /** The measurements of one side of a turn. */
    private record Side(Load announced, Load changed) {}

    /** The measurements of both sides. */
    private record Turn(Side plain, Side ruled) {
        double time() {
            return plain.changed().perSecond() / ruled.changed().perSecond();
        }

        double processor() {
            double added = announcing(ruled) - announcing(plain);
            return 1 + added / plain.changed().cpuMicros();
        }

        private static double announcing(Side side) {
            return 1e6 / side.announced().perSecond();
        }
    }

    public static void main(String[] args) throws Exception {
        var given = Arguments.of(args);
        var taker = Taker.ofAll(1);
        try (var scratch = Scratch.make("rules");
                var journey =
                        new Journey(
                                scratch.path(),
                                topicsAndRules(given.number(2, 10_000)),
                                ChosenEndpoints.always(taker))) {
            new RulesBenchmark(journey, Duration.ofMillis(given.number(1, 200)))
                    .run(given.number(0, 200));
        }
    }

    private void run(int turns) throws Exception {
        var measured = new ArrayList<Turn>();
        for (int i = 0; i < turns + turns / 4; i++) {
            Turn turn = turn(i % 2 == 0);
            if (i >= turns / 4) {
                measured.add(turn);
                System.out.println(row(measured.size(), turn));
            }
        }
        System.out.println(
                Verdict.of(
                                "time of a change beside idle rules ÷ without",
                                measured.stream().map(Turn::time).toList())
                        .atMost(BAR));
        System.out.println(
                Verdict.of(
                                "processor time of it ÷ without",
                                measured.stream().map(Turn::processor).toList())
                        .atMost(BAR));
    }

    private Turn turn(boolean plainFirst) throws Exception {
        if (plainFirst) {
            Side plain = side(PLAIN);
            return new Turn(plain, side(TopicsAndRules.BUCKET));
        }
        Side ruled = side(TopicsAndRules.BUCKET);
        return new Turn(side(PLAIN), ruled);
    }

    private Side side(Bucket bucket) throws Exception {
        Load announced = Load.run(1, side, _ -> journey.announce(bucket, key()));
        return new Side(
                announced,
                Load.run(Journey.CALLERS, side, _ -> journey.commit(bucket, key()).notifyLanes()));
    }

    private String key() {
        return "photos/2026/" + serial.incrementAndGet();
    }

    private static String row(int number, Turn turn) {
        return "turn %3d: without %s, with %s, time %.3f, processor %.3f"
                .formatted(
                        number, cell(turn.plain), cell(turn.ruled), turn.time(), turn.processor());
    }

    private static String cell(Side side) {
        return "%,.0f/s (announced in %.2f µs)"
                .formatted(side.changed().perSecond(), 1e6 / side.announced().perSecond());
    }

    private static TopicsAndRules topicsAndRules(int idle) {
        Topic topic = TopicsAndRules.topic("idle", "http://127.0.0.1:1/");
        var rules = new ArrayList<Rule>();
        for (int i = 0; i < idle; i++) {
            rules.add(
                    i % 2 == 0
                            ? TopicsAndRules.rule("rule-" + i, topic, "photos/2026/" + i + "/")
                            : TopicsAndRules.rule(
                                    "rule-" + i, topic, "photos/2026/", TopicsAndRules.REMOVALS));
        }
        RuleValidity.check(rules);
        return new TopicsAndRules(
                List.of(topic), Map.of(PLAIN, List.of(), TopicsAndRules.BUCKET, rules));
    }
}
