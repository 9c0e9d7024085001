package dev.carillon.benchmarks;

import java.util.List;

/** The median of ratios, each from one round, and its comparison with a bar. */
record Verdict(String what, double median) {
    static Verdict of(String what, List<Double> ratios) {
        return new Verdict(what, ratios.stream().sorted().toList().get(ratios.size() / 2));
    }

    /** Returns the verdict on a ratio for which more is better. */
    String atLeast(double bar) {
        return say(bar, median >= bar);
    }

    /** Returns the verdict on a ratio for which less is better. */
    String atMost(double bar) {
        return say(bar, median <= bar);
    }

    private String say(double bar, boolean reached) {
        return "%s: %.3f, the bar is %.2f: %s"
                .formatted(what, median, bar, reached ? "reached" : "missed");
    }
}
