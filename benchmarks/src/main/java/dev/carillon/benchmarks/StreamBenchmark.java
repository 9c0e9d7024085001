package dev.carillon.benchmarks;

import dev.carillon.script.ScriptSettings;
import dev.carillon.script.StreamEndpointProvider;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;

/**
 * Measures long-lived workers: received events a second through journal, lane and workers that
 * answer each line at once. A backlog is prepared and then drained; the median of the turns counts.
 *
 * <p>Arguments: events a turn (200000), turns (7), workers (2), attempts at once (256).
 */
final class StreamBenchmark {
    private static final double BAR = 20_000;

    private final int many;
    private final int workers;
    private final int atOnce;

    private StreamBenchmark(int many, int workers, int atOnce) {
        this.many = many;
        this.workers = workers;
        this.atOnce = atOnce;
    }

    public static void main(String[] args) throws Exception {
        var given = Arguments.of(args);
        var benchmark =
                new StreamBenchmark(
                        given.number(0, 200_000), given.number(2, 2), given.number(3, 256));
        var rates = new ArrayList<Double>();
        int turns = given.number(1, 7);
        for (int turn = 0; turn <= turns; turn++) {
            Rate rate = benchmark.drain();
            System.out.println((turn == 0 ? "warm-up" : "turn " + turn) + " " + rate);
            if (turn > 0) {
                rates.add(rate.perSecond());
            }
        }
        System.out.println(Verdict.of("events a second", rates).atLeast(BAR));
    }

    private Rate drain() throws Exception {
        try (var scratch = Scratch.make("stream")) {
            var settings = ScriptSettings.of(program(scratch.path()), workers);
            var target = StreamEndpointProvider.target(settings);
            try (var provider = new StreamEndpointProvider(settings)) {
                var taker = Taker.before(provider.open(target), many);
                Path state = scratch.path().resolve("state");
                try (var journey = new ReceivedJourney(state, taker, atOnce)) {
                    journey.owe(many);
                    var watch = Rate.Watch.start();
                    journey.start();
                    taker.awaitAll();
                    return watch.rate(many);
                }
            }
        }
    }

    private static Path program(Path folder) throws IOException {
        String java = ProcessHandle.current().info().command().orElse("java");
        String classes = System.getProperty("java.class.path");
        Path file = folder.resolve("worker");
        Files.writeString(
                file,
                "#!/bin/sh\nexec '%s' -Xshare:auto -XX:TieredStopAtLevel=1 -cp '%s' '%s'\n"
                        .formatted(java, classes, Answering.class.getName()));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file;
    }

    /** The worker: finds the id of each line and answers, as long as it has input. */
    static final class Answering {
        private static final int ID_AT = "{\"id\":\"".length();
        private static final int BUFFER = 1 << 16;

        private Answering() {}

        public static void main(String[] args) throws IOException {
            var in =
                    new BufferedReader(
                            new InputStreamReader(System.in, StandardCharsets.UTF_8), BUFFER);
            var out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.print("ok " + line.substring(ID_AT, line.indexOf('"', ID_AT)) + "\n");
                if (!in.ready()) {
                    out.flush();
                }
            }
            out.flush();
        }
    }
}
