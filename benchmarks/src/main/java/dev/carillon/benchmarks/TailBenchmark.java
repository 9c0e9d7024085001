package dev.carillon.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures live tails over HTTP: the server's processor time for each event, PUT included, while
 * one reader and while many readers follow a bucket, in turns; and the time from a writer's answer
 * to the line at a reader.
 *
 * <p>Arguments: rounds (5), seconds a turn (4), readers (100), writers (8).
 */
final class TailBenchmark {
    private static final double BAR_COST = 2.0;
    private static final double BAR_P50_MILLIS = 1.0;
    private static final int TIMED_PUTS = 1_000;
    private static final int WARM_UP_PUTS = 300;
    private static final byte[] BODY = new byte[1 << 10];

    private final AtomicLong serial = new AtomicLong();
    private final StoredServer server;
    private final Duration turn;
    private final int writers;

    private TailBenchmark(StoredServer server, Duration turn, int writers) {
        this.server = server;
        this.turn = turn;
        this.writers = writers;
    }

    public static void main(String[] args) throws Exception {
        var given = Arguments.of(args);
        int rounds = given.number(0, 5);
        var turn = Duration.ofSeconds(given.number(1, 4));
        int many = given.number(2, 100);
        try (var folder = Scratch.make("tail");
                var server = StoredServer.start(folder.path(), "256MiB")) {
            new TailBenchmark(server, turn, given.number(3, 8)).run(rounds, many);
        }
    }

    private void run(int rounds, int many) throws Exception {
        try (var s3 = new S3Calls(server.url(), server.key(), writers)) {
            s3.put("/tailed", "", new byte[0]);
            turn(s3, 1);
            latency(s3);
            var ratios = new ArrayList<Double>();
            for (int i = 0; i < rounds; i++) {
                double one = turn(s3, 1);
                double all = turn(s3, many);
                ratios.add(all / one);
            }
            System.out.println(
                    Verdict.of(
                                    "processor time for each event, %d readers / 1".formatted(many),
                                    ratios)
                            .atMost(BAR_COST));
        }
    }

    /** Returns the server's processor time for each event in microseconds. */
    private double turn(S3Calls s3, int readers) throws Exception {
        List<TailReader> open = new ArrayList<>();
        for (int i = 0; i < readers; i++) {
            open.add(TailReader.open(server, "tailed"));
        }
        long before = cpuNanos();
        long end = System.nanoTime() + turn.toNanos();
        var counts = new AtomicLong();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < writers; i++) {
            threads.add(
                    Thread.startVirtualThread(() -> {
                        while (System.nanoTime() < end) {
                            s3.put("/tailed/" + serial.incrementAndGet(), "", BODY);
                            counts.incrementAndGet();
                        }
                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        long events = counts.get();
        for (TailReader reader : open) {
            reader.await(events);
        }
        double micros = (cpuNanos() - before) / 1e3 / events;
        open.forEach(TailReader::close);
        System.out.printf(
                "%4d readers: %,7d events/s, %6.1f us of processor time each%n",
                readers, events / turn.toSeconds(), micros);
        return micros;
    }

    private void latency(S3Calls s3) throws Exception {
        try (var reader = TailReader.open(server, "tailed")) {
            long[] late = new long[TIMED_PUTS];
            for (int i = 0; i < WARM_UP_PUTS + TIMED_PUTS; i++) {
                s3.put("/tailed/" + serial.incrementAndGet(), "", BODY);
                long answered = System.nanoTime();
                reader.await(i + 1L);
                if (i >= WARM_UP_PUTS) {
                    late[i - WARM_UP_PUTS] = Math.max(0, reader.lastNanos() - answered);
                }
            }
            Arrays.sort(late);
            double p50 = late[TIMED_PUTS / 2] / 1e6;
            System.out.printf(
                    "line after the writer's answer: p50 %.2f ms, p99 %.2f ms%n",
                    p50, late[TIMED_PUTS * 99 / 100] / 1e6);
            System.out.println(
                    new Verdict("milliseconds from the answer to the line, p50", p50)
                            .atMost(BAR_P50_MILLIS));
        }
    }

    private long cpuNanos() throws IOException {
        return server.process().info().totalCpuDuration().orElseThrow().toNanos();
    }
}
