package dev.carillon.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures how fast a new server is in its first seconds: PUT/s of 1 KiB with a queued rule, mean
 * of the first 10 seconds divided by the rate that it reaches later. The server is a process of its
 * own; another one, before it, has warmed up the client and the sink.
 *
 * <p>Arguments: callers (8), seconds until it counts as warm (60), rounds (2), carriers of virtual
 * threads in the server (as the launcher sets it).
 */
final class FirstSecondsBenchmark {
    private static final double BAR = 0.5;
    private static final int FIRST_SECONDS = 10;
    private static final Duration WINDOW = Duration.ofSeconds(1);
    private static final byte[] BODY = new byte[1_024];
    private static final String BUCKET = "first";

    private final int callers;
    private final int carriers;
    private final Sink.Apart sink;
    private final AtomicLong serial = new AtomicLong();

    private FirstSecondsBenchmark(int callers, int carriers, Sink.Apart sink) {
        this.callers = callers;
        this.carriers = carriers;
        this.sink = sink;
    }

    public static void main(String[] args) throws Exception {
        var given = Arguments.of(args);
        int seconds = given.number(1, 60);
        try (var sink = Sink.Apart.start()) {
            var benchmark =
                    new FirstSecondsBenchmark(
                            given.number(0, 8),
                            given.number(3, StoredServer.launchedCarriers()),
                            sink);
            benchmark.windows(seconds);
            var ratios = new ArrayList<Double>();
            for (int round = 0; round < given.number(2, 2); round++) {
                ratios.add(ratio(benchmark.windows(seconds + FIRST_SECONDS)));
            }
            System.out.println(Verdict.of("mean of the first 10 s ÷ steady", ratios).atLeast(BAR));
        }
    }

    /** Returns the PUT/s of each second of a new server. */
    private List<Double> windows(int seconds) throws Exception {
        try (var scratch = Scratch.make("first")) {
            return windowsOf(scratch.path().resolve("data"), seconds);
        }
    }

    private List<Double> windowsOf(Path folder, int seconds) throws Exception {
        long start = System.nanoTime();
        try (var server = StoredServer.start(folder, "256MiB", carriers);
                var calls = new S3Calls(server.url(), server.key(), callers)) {
            System.out.printf("ready after %,d ms%n", (System.nanoTime() - start) / 1_000_000);
            calls.put("/" + BUCKET, "", new byte[0]);
            calls.bind(BUCKET, calls.makeTopic("bench", sink.url()));
            var rates = new ArrayList<Double>();
            for (int second = 0; second < seconds; second++) {
                rates.add(Load.run(callers, WINDOW, _ -> put(calls)).perSecond());
            }
            System.out.println(rates.stream().map("%.0f"::formatted).toList());
            return rates;
        }
    }

    private void put(S3Calls calls) {
        calls.put("/" + BUCKET + "/key-" + serial.incrementAndGet(), "", BODY);
    }

    private static double ratio(List<Double> rates) {
        double first = mean(rates.subList(0, FIRST_SECONDS));
        double steady = mean(rates.subList(rates.size() - FIRST_SECONDS, rates.size()));
        System.out.printf(
                "first 10 s %,.0f/s, steady %,.0f/s, ratio %.2f%n", first, steady, first / steady);
        return first / steady;
    }

    private static double mean(List<Double> rates) {
        return rates.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }
}
