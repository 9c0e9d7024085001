package dev.carillon.stats;

/**
 * A number that only rises, one for each combination of label values. For any number of threads.
 */
public final class Counter {
    private final io.prometheus.metrics.core.metrics.Counter counter;

    Counter(io.prometheus.metrics.core.metrics.Counter counter) {
        this.counter = counter;
    }

    /** Adds one; the label values in the order of the counter's labels. */
    public void increment(String... labels) {
        counter.labelValues(labels).inc();
    }

    /** Adds an amount that is not negative. */
    public void add(long amount, String... labels) {
        counter.labelValues(labels).inc(amount);
    }

    /** What has been counted since the start of this server. */
    public long value(String... labels) {
        return counter.labelValues(labels).getLongValue();
    }
}
