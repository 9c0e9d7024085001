package dev.carillon.benchmarks;

import dev.carillon.embedded.Carillon;
import dev.carillon.embedded.EmbeddedSettings;

import java.util.ArrayList;
import java.util.List;

/** Measures how long an embedded server takes to start and to close, the first time and later. */
final class EmbeddedStartBenchmark {
    private static final double NANOS_IN_A_MILLISECOND = 1e6;
    private static final double BAR_MILLIS = 300;

    private EmbeddedStartBenchmark() {}

    public static void main(String[] args) {
        int times = Arguments.of(args).number(0, 10);
        var starts = new ArrayList<Double>();
        var closes = new ArrayList<Double>();
        for (int i = 0; i < times; i++) {
            long begin = System.nanoTime();
            var carillon = Carillon.start(EmbeddedSettings.temporary());
            long ready = System.nanoTime();
            carillon.close();
            starts.add((ready - begin) / NANOS_IN_A_MILLISECOND);
            closes.add((System.nanoTime() - ready) / NANOS_IN_A_MILLISECOND);
        }
        System.out.printf("start: first %.0f ms, then %s%n", starts.getFirst(), later(starts));
        System.out.printf("close: first %.0f ms, then %s%n", closes.getFirst(), later(closes));
        System.out.println(
                Verdict.of("second start, ms", List.of(starts.get(1))).atMost(BAR_MILLIS));
    }

    private static String later(List<Double> millis) {
        List<Double> sorted = millis.stream().skip(1).sorted().toList();
        return "median %.0f ms, at most %.0f ms"
                .formatted(sorted.get(sorted.size() / 2), sorted.getLast());
    }
}
