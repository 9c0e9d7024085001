package dev.carillon.stats;

import java.time.Duration;

/** A histogram of durations, one for each combination of label values. Thread-safe. */
public final class Histogram {
    static final double[] SECONDS = {
        0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30
    };

    private static final double NANOS_PER_SECOND = 1e9;

    private final io.prometheus.metrics.core.metrics.Histogram histogram;

    Histogram(io.prometheus.metrics.core.metrics.Histogram histogram) {
        this.histogram = histogram;
    }

    /** Records one duration. The label values are in the order of the histogram's labels. */
    public void record(Duration took, String... labels) {
        histogram.labelValues(labels).observe(took.toNanos() / NANOS_PER_SECOND);
    }
}
