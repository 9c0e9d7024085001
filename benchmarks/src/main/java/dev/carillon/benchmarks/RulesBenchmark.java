package dev.carillon.benchmarks;

import dev.carillon.event.Bucket;
import dev.carillon.rule.Rule;
import dev.carillon.rule.RuleValidity;
import dev.carillon.rule.Topic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What rules cost an event they are not about: the time to match and commit a change in a bucket
 * with 10,000 of them (half for other keys, half for other events), divided by that in a bucket
 * without. Many short turns, each side going first in every other; the median of the ratios counts.
 *
 * <p>Arguments: turns (40), seconds a side (1), idle rules (10000).
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

    public static void main(String[] args) throws Exception {
        var given = Arguments.of(args);
        var taker = Taker.ofAll(1);
        try (var scratch = Scratch.make("rules");
                var journey =
                        new Journey(scratch.path(), bells(given.number(2, 10_000)), _ -> taker)) {
            new RulesBenchmark(journey, Duration.ofSeconds(given.number(1, 1)))
                    .run(given.number(0, 40));
        }
    }

    private void run(int turns) throws Exception {
        changes(PLAIN);
        changes(Bells.BUCKET);
        var times = new ArrayList<Double>();
        var cpu = new ArrayList<Double>();
        for (int turn = 1; turn <= turns; turn++) {
            boolean plainFirst = turn % 2 == 0;
            Load first = changes(plainFirst ? PLAIN : Bells.BUCKET);
            Load second = changes(plainFirst ? Bells.BUCKET : PLAIN);
            Load plain = plainFirst ? first : second;
            Load ruled = plainFirst ? second : first;
            times.add(plain.perSecond() / ruled.perSecond());
            cpu.add(ruled.cpuMicros() / plain.cpuMicros());
            System.out.printf(
                    "turn %2d: without %,.0f/s cpu %.1f µs, with %,.0f/s cpu %.1f µs, ratio %.3f%n",
                    turn,
                    plain.perSecond(),
                    plain.cpuMicros(),
                    ruled.perSecond(),
                    ruled.cpuMicros(),
                    times.getLast());
        }
        System.out.println(
                Verdict.of("time of a change with idle rules ÷ without", times).atMost(BAR));
        System.out.println(Verdict.of("processor time of it ÷ without", cpu).atMost(BAR));
    }

    private Load changes(Bucket bucket) throws Exception {
        return Load.run(
                Journey.CALLERS,
                side,
                _ -> journey.commit(bucket, "photos/2026/" + serial.incrementAndGet()).tell());
    }

    private static Bells bells(int idle) {
        Topic topic = Bells.topic("idle", "http://127.0.0.1:1/");
        var rules = new ArrayList<Rule>();
        for (int i = 0; i < idle; i++) {
            rules.add(
                    i % 2 == 0
                            ? Bells.rule("rule-" + i, topic, "photos/2025/" + i + "/")
                            : Bells.rule("rule-" + i, topic, "photos/2026/", Bells.REMOVALS));
        }
        RuleValidity.check(rules);
        return new Bells(List.of(topic), Map.of(PLAIN, List.of(), Bells.BUCKET, rules));
    }
}
