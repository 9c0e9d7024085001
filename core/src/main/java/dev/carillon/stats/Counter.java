package dev.carillon.stats;

/** A number that only increases, one for each combination of label values. Thread-safe. */
public final class Counter {
    private final io.prometheus.metrics.core.metrics.Counter counter;

    Counter(io.prometheus.metrics.core.metrics.Counter counter) {
        this.counter = counter;
    }

    /** Adds one. The label values are in the order of the counter's labels. */
    public void increment(String... labels) {
        counter.labelValues(labels).inc();
    }

    /** Adds an amount that is not negative. */
    public void add(long amount, String... labels) {
        counter.labelValues(labels).inc(amount);
    }

    /** Returns the count since the start of this server. */
    public long value(String... labels) {
        return counter.labelValues(labels).getLongValue();
    }
}
