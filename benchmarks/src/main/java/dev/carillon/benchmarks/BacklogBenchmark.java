package dev.carillon.benchmarks;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.LaneId;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.format.Message;
import dev.carillon.testkit.ChosenEndpoints;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Measures the cost of a large backlog: how fast it is written while the endpoint is down, how long
 * a new process takes to its first delivery, and how fast it drains, compared with a small backlog
 * after it and with changes that are delivered as they come. The endpoint is a double that accepts
 * at once, so the rates are those of the journal and the lanes.
 *
 * <p>Arguments: deliveries (1000000), turns (3). Each step is a process of its own with a heap of
 * 512 MiB.
 */
final class BacklogBenchmark {
    private static final double BAR_DRAIN = 1;
    private static final double BAR_FIRST_SECONDS = 2;
    private static final double BAR_HEAP_MIB = 512;
    private static final int FEW = 100_000;
    private static final List<String> HEAP = List.of("-Xmx512m");

    private BacklogBenchmark() {}

    public static void main(String[] args) throws Exception {
        if (args.length == 3) {
            step(args[0], Path.of(args[1]), Long.parseLong(args[2]));
            return;
        }
        var given = Arguments.of(args);
        run(given.number(0, 1_000_000), given.number(1, 3));
    }

    private static void run(long many, int turns) throws Exception {
        var firsts = new ArrayList<Double>();
        var depths = new ArrayList<Double>();
        var lives = new ArrayList<Double>();
        var heaps = new ArrayList<Double>();
        for (int turn = 1; turn <= turns; turn++) {
            System.out.println("turn " + turn);
            try (var deep = Scratch.make("deep");
                    var live = Scratch.make("live")) {
                heaps.add(child("fill", deep, many).getOrDefault("heap", Double.NaN));
                Map<String, Double> drained = child("drain", deep, many);
                firsts.add(drained.getOrDefault("first", Double.NaN));
                heaps.add(drained.getOrDefault("heap", Double.NaN));
                double rate = drained.getOrDefault("rate", Double.NaN);
                depths.add(rate / drained.getOrDefault("small", Double.NaN));
                lives.add(rate / child("live", live, FEW).getOrDefault("rate", Double.NaN));
            }
        }
        System.out.println(
                Verdict.of("seconds to the first delivery", firsts).atMost(BAR_FIRST_SECONDS));
        System.out.println(Verdict.of("MiB of heap in use", heaps).atMost(BAR_HEAP_MIB));
        System.out.println(Verdict.of("drain ÷ live", lives).atLeast(BAR_DRAIN));
        System.out.println(
                Verdict.of("drain ÷ drain of a small backlog", depths).atLeast(BAR_DRAIN));
    }

    private static Map<String, Double> child(String step, Scratch scratch, long many)
            throws Exception {
        return Child.of(HEAP, BacklogBenchmark.class, step, scratch.path(), many).run();
    }

    private static void step(String step, Path directory, long many) throws Exception {
        switch (step) {
            case "fill" -> fill(directory, many);
            case "drain" -> drain(directory, many);
            case "live" -> live(directory, many);
            default -> throw new IllegalArgumentException(step);
        }
        double heap = heapMiB();
        Child.figure("heap", heap);
        System.out.printf("       heap %,.0f MiB, resident %,d MiB%n", heap, residentMiB());
    }

    private static void fill(Path directory, long many) throws Exception {
        try (var journey = open(directory, new Down())) {
            journey.start();
            var watch = Rate.Watch.start();
            journey.change(many, "photos/2026/");
            System.out.printf("fill:  %,d deliveries owed, %s%n", many, watch.rate(many));
        }
    }

    private static void drain(Path directory, long many) throws Exception {
        var taker = Taker.ofAll(many);
        try (var journey = open(directory, taker)) {
            journey.start();
            taker.awaitFirst();
            double first = ManagementFactory.getRuntimeMXBean().getUptime() / 1e3;
            var watch = Rate.Watch.start();
            taker.awaitAll();
            Rate rate = watch.rate(many);
            System.out.printf("drain: first delivery after %.2f s, then %s%n", first, rate);
            Child.figure("first", first);
            Child.figure("rate", rate.perSecond());
        }
        drainMore(directory);
    }

    private static void drainMore(Path directory) throws Exception {
        var taker = Taker.ofAll(FEW);
        try (var journey = open(directory, taker)) {
            LaneId lane = journey.journal().lanes().getFirst();
            System.out.printf(
                    "       given %,d, %s, owing %,d%n",
                    journey.journal().given(lane), journey.journal().books(lane), journey.owing());
            journey.owe(FEW, "photos/2027/");
            var watch = Rate.Watch.start();
            journey.start();
            taker.awaitAll();
            Rate rate = watch.rate(FEW);
            System.out.printf("small: %,d more, %s%n", FEW, rate);
            Child.figure("small", rate.perSecond());
        }
    }

    private static void live(Path directory, long many) throws Exception {
        var taker = Taker.ofAll(many);
        try (var journey = open(directory, taker)) {
            journey.start();
            var watch = Rate.Watch.start();
            journey.change(many, "photos/2026/");
            taker.awaitAll();
            Rate rate = watch.rate(many);
            System.out.printf("live:  %s, each committed and delivered%n", rate);
            Child.figure("rate", rate.perSecond());
        }
    }

    private static Journey open(Path directory, Endpoint endpoint) {
        var topic = TopicsAndRules.topic("bench", "http://127.0.0.1:1/");
        return new Journey(directory, TopicsAndRules.one(topic), ChosenEndpoints.always(endpoint));
    }

    private static long heapMiB() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
    }

    private static long residentMiB() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                    .findFirst()
                    .orElse(0);
        }
    }

    /** An endpoint that refuses connections. */
    private record Down() implements Endpoint {
        @Override
        public AttemptResult send(Message message, Duration limit) {
            return new AttemptResult.Unreachable("connection refused");
        }

        @Override
        public void close() {}
    }
}
