package dev.carillon.stats;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/**
 * Holds the counters, gauges and histograms of one server and writes them for Prometheus. One
 * instance a server, nothing is global. For any number of threads.
 *
 * <p>Names are lower case with underscores, units at the end ({@code _seconds}, {@code _bytes}).
 * Counters are written with {@code _total} appended; do not give it. Keep label values few: never a
 * key, an address or anything a user can make up.
 */
public final class Stats {
    /** The type of what {@link #write} writes. */
    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();

    /**
     * Makes a counter; it starts at 0.
     *
     * @throws IllegalStateException when the name is taken
     * @throws IllegalArgumentException when it is not a metric name
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
     * Makes a gauge whose value is asked for at each reading; answer fast and without locks.
     *
     * @throws IllegalStateException when the name is taken
     * @throws IllegalArgumentException when it is not a metric name
     */
    public void gauge(String name, String help, DoubleSupplier value) {
        io.prometheus.metrics.core.metrics.GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(value.getAsDouble()))
                .register(registry);
    }

    /**
     * Makes a gauge with labels: at each reading the source reports one value for each combination
     * that exists at that moment.
     *
     * @throws IllegalStateException when the name is taken
     * @throws IllegalArgumentException when it is not a metric name
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
     * Makes a histogram of durations in seconds, from 0.5 ms to 30 s.
     *
     * @throws IllegalStateException when the name is taken
     * @throws IllegalArgumentException when it is not a metric name
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
     * @throws IOException when the stream does
     */
    public void write(OutputStream out) throws IOException {
        writer.write(out, registry.scrape());
    }

    /** Takes the values of a gauge with labels, at one reading. */
    @FunctionalInterface
    public interface Report {
        /** One value; the label values in the order of the gauge's labels. */
        void value(double value, String... labels);
    }
}
