package dev.carillon.benchmarks;

import java.util.List;

/** The median of ratios, each from one round, held against a bar. */
record Verdict(String what, double median) {
    static Verdict of(String what, List<Double> ratios) {
        return new Verdict(what, ratios.stream().sorted().toList().get(ratios.size() / 2));
    }

    /** The more the better. */
    String atLeast(double bar) {
        return say(bar, median >= bar);
    }

    /** The less the better. */
    String atMost(double bar) {
        return say(bar, median <= bar);
    }

    private String say(double bar, boolean reached) {
        return "%s: %.3f, the bar is %.2f: %s"
                .formatted(what, median, bar, reached ? "reached" : "missed");
    }
}
