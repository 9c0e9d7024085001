package dev.carillon.benchmarks;

import dev.carillon.server.Server;
import dev.carillon.server.ServerConfig;
import dev.carillon.server.Setting;
import dev.carillon.server.Settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures the cost of a persistent rule for writers: PUTs of 1 KiB a second, and their median
 * time, into a bucket with a rule and into one without, in turns, while the endpoint of the rule is
 * down and its backlog grows.
 *
 * <p>Arguments: rounds (7), seconds a turn (3), writers (8).
 */
final class PutBenchmark {
    private static final double BAR_RATE = 0.90;
    private static final double BAR_MEDIAN = 1.10;
    private static final byte[] BODY = new byte[1 << 10];

    private final AtomicLong serial = new AtomicLong();
    private final Duration turn;
    private final int writers;

    private record Round(Load without, Load with) {
        double rate() {
            return with.perSecond() / without.perSecond();
        }

        double median() {
            return with.p50Micros() / without.p50Micros();
        }
    }

    private PutBenchmark(Duration turn, int writers) {
        this.turn = turn;
        this.writers = writers;
    }

    public static void main(String[] args) throws Exception {
        var given = Arguments.of(args);
        var benchmark =
                new PutBenchmark(Duration.ofSeconds(given.number(1, 3)), given.number(2, 8));
        try (var scratch = Scratch.make("puts")) {
            benchmark.run(scratch.path(), given.number(0, 7));
        }
    }

    private void run(Path directory, int rounds) throws Exception {
        var settings =
                Settings.defaults()
                        .with(Setting.DATA, directory.toString())
                        .with(Setting.S3_PORT, "0")
                        .with(Setting.B2_PORT, "off")
                        .with(Setting.ADMIN_PORT, "off");
        try (var server = Server.start(ServerConfig.of(settings));
                var calls = new S3Calls(server.s3Url().orElseThrow(), server.rootKey(), writers)) {
            calls.put("/plain", "", new byte[0]);
            calls.put("/notified", "", new byte[0]);
            calls.bind("notified", calls.makeTopic("down", "http://127.0.0.1:1/"));
            var measured = new ArrayList<Round>();
            for (int i = 0; i <= rounds; i++) {
                var round = new Round(puts(calls, "plain"), puts(calls, "notified"));
                System.out.println(row(i == 0 ? "warm-up" : "round " + i, round));
                if (i > 0) {
                    measured.add(round);
                }
            }
            judge(measured);
        }
    }

    private static void judge(List<Round> rounds) {
        System.out.println(
                Verdict.of("rate with ÷ without", rounds.stream().map(Round::rate).toList())
                        .atLeast(BAR_RATE));
        System.out.println(
                Verdict.of("p50 with ÷ without", rounds.stream().map(Round::median).toList())
                        .atMost(BAR_MEDIAN));
    }

    private Load puts(S3Calls calls, String bucket) throws Exception {
        return Load.run(
                writers,
                turn,
                _ -> calls.put("/" + bucket + "/" + serial.incrementAndGet(), "", BODY));
    }

    private static String row(String name, Round round) {
        return "%-8s without %s   with %s   rate %.2f p50 %.2f"
                .formatted(
                        name, cell(round.without), cell(round.with), round.rate(), round.median());
    }

    private static String cell(Load load) {
        return "%,7.0f/s cpu %.0f µs p50 %.2f ms p99 %.2f ms"
                .formatted(
                        load.perSecond(),
                        load.cpuMicros(),
                        load.p50Micros() / 1e3,
                        load.p99Micros() / 1e3);
    }
}
