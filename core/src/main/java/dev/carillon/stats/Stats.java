package dev.carillon.stats;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/**
 * Holds the counters, gauges and histograms of one server and writes them for Prometheus. Each
 * server has one instance; nothing is global. Thread-safe.
 *
 * <p>Names are lower case with underscores, units at the end ({@code _seconds}, {@code _bytes}).
 * Counters are written with {@code _total} appended; do not include it. Keep label values few:
 * never a key, an address or anything that a user can choose.
 */
public final class Stats {
    /** The content type of the output of {@link #write}. */
    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();

    /**
     * Creates a counter that starts at 0.
     *
     * @throws IllegalStateException if the name is taken
     * @throws IllegalArgumentException if it is not a metric name
     */
    public Counter counter(String name, String help, String... labels) {
        return new Counter(
                io.prometheus.metrics.core.metrics.Counter.builder()
                        .name(name)
                        .help(help)
                        .labelNames(labels)
                        .register(registry));
    }

    /**
     * Creates a gauge whose value is requested at each reading. The supplier must be fast and take
     * no locks.
     *
     * @throws IllegalStateException if the name is taken
     * @throws IllegalArgumentException if it is not a metric name
     */
    public void gauge(String name, String help, DoubleSupplier value) {
        io.prometheus.metrics.core.metrics.GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(value.getAsDouble()))
                .register(registry);
    }

    /**
     * Creates a gauge with labels: at each reading the source reports one value for each
     * combination that exists at that time.
     *
     * @throws IllegalStateException if the name is taken
     * @throws IllegalArgumentException if it is not a metric name
     */
    public void gauge(String name, String help, List<String> labels, Consumer<Report> source) {
        io.prometheus.metrics.core.metrics.GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(labels.toArray(String[]::new))
                .callback(callback -> source.accept(callback::call))
                .register(registry);
    }

    /**
     * Creates a histogram of durations in seconds, from 0.5 ms to 30 s.
     *
     * @throws IllegalStateException if the name is taken
     * @throws IllegalArgumentException if it is not a metric name
     */
    public Histogram histogram(String name, String help, String... labels) {
        return new Histogram(
                io.prometheus.metrics.core.metrics.Histogram.builder()
                        .name(name)
                        .help(help)
                        .labelNames(labels)
                        .classicOnly()
                        .classicUpperBounds(Histogram.SECONDS)
                        .register(registry));
    }

    /**
     * Writes everything in the Prometheus text format, UTF-8. The stream stays open.
     *
     * @throws IOException as the stream does
     */
    public void write(OutputStream out) throws IOException {
        writer.write(out, registry.scrape());
    }

    /** Receives the values of a gauge with labels, at one reading. */
    @FunctionalInterface
    public interface Report {
        /** Reports one value. The label values are in the order of the gauge's labels. */
        void value(double value, String... labels);
    }
}
