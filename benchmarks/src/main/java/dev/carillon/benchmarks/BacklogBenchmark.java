package dev.carillon.benchmarks;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.LaneId;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.format.Message;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * What a large backlog costs: how fast it is taken in while the endpoint is down, how long a new
 * process takes to its first delivery, how fast it drains, and how fast deliveries are made where
 * there is no backlog. The endpoint is a double that accepts at once, so the rates are those of the
 * journal and the lanes.
 *
 * <p>Arguments: deliveries (1000000). Each step is a process of its own with a heap of 512 MiB.
 */
final class BacklogBenchmark {
    private static final int CALLERS = 64;
    private static final int LIVE = 100_000;

    private BacklogBenchmark() {}

    public static void main(String[] args) throws Exception {
        if (args.length == 3) {
            step(args[0], Path.of(args[1]), Long.parseLong(args[2]));
            return;
        }
        int many = Arguments.of(args).number(0, 1_000_000);
        try (var scratch = Scratch.make("backlog")) {
            for (String step : List.of("fill", "drain", "live")) {
                child(step, scratch.path(), many);
            }
        }
    }

    private static void child(String step, Path directory, long many) throws Exception {
        var command =
                new ArrayList<>(
                        List.of(
                                ProcessHandle.current().info().command().orElse("java"),
                                "-Xmx512m",
                                "--enable-native-access=ALL-UNNAMED",
                                "-Djdk.virtualThreadScheduler.parallelism=8",
                                "-cp",
                                System.getProperty("java.class.path"),
                                BacklogBenchmark.class.getName()));
        command.addAll(List.of(step, directory.toString(), Long.toString(many)));
        int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (exit != 0) {
            throw new IllegalStateException("the step " + step + " ended with " + exit);
        }
    }

    private static void step(String step, Path directory, long many) throws Exception {
        switch (step) {
            case "fill" -> fill(directory, many);
            case "drain" -> drain(directory, many);
            case "live" -> live(directory);
            default -> throw new IllegalArgumentException(step);
        }
        System.out.printf("  heap %,d MiB, resident %,d MiB%n", heapMiB(), residentMiB());
    }

    private static void fill(Path directory, long many) throws Exception {
        try (var journey = new Journey(directory, new Down())) {
            journey.start();
            long start = System.nanoTime();
            journey.change(many, CALLERS);
            System.out.printf(
                    "fill:  %,d deliveries owed, %,.0f commits/s%n", many, rate(many, start));
        }
    }

    private static void drain(Path directory, long many) throws Exception {
        var sink = new Taker(many);
        try (var journey = new Journey(directory, sink)) {
            journey.start();
            sink.first.await();
            long start = System.nanoTime();
            System.out.printf("drain: first delivery %,d ms after the start%n", uptime());
            sink.all.await();
            System.out.printf("       %,.0f deliveries/s%n", rate(many, start));
        }
        try (var journey = new Journey(directory, sink)) {
            LaneId lane = journey.journal().lanes().getFirst();
            System.out.printf(
                    "       books: given %,d, %s, owing %,d%n",
                    journey.journal().given(lane),
                    journey.journal().books(lane),
                    journey.journal().owing(lane));
        }
    }

    private static void live(Path directory) throws Exception {
        var sink = new Taker(LIVE);
        try (var journey = new Journey(directory, sink)) {
            journey.start();
            long start = System.nanoTime();
            journey.change(LIVE, CALLERS);
            sink.all.await();
            System.out.printf("live:  %,.0f changes/s, each delivered%n", rate(LIVE, start));
        }
    }

    private static double rate(long many, long startNanos) {
        return many * 1e9 / (System.nanoTime() - startNanos);
    }

    private static long uptime() {
        return ManagementFactory.getRuntimeMXBean().getUptime();
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

    /** Nobody is there. */
    private record Down() implements Endpoint {
        @Override
        public AttemptResult send(Message message, Duration limit) {
            return new AttemptResult.Unreachable("connection refused");
        }

        @Override
        public void close() {}
    }

    /** Takes everything at once, and says when the first and the last came. */
    private static final class Taker implements Endpoint {
        private final CountDownLatch first = new CountDownLatch(1);
        private final CountDownLatch all = new CountDownLatch(1);
        private final AtomicLong left;

        Taker(long many) {
            left = new AtomicLong(many);
        }

        @Override
        public AttemptResult send(Message message, Duration limit) {
            first.countDown();
            if (left.decrementAndGet() == 0) {
                all.countDown();
            }
            return new AttemptResult.Accepted(200);
        }

        @Override
        public void close() {}
    }
}
