package dev.carillon.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures the time of events from their commit to their arrival at the sink, while they are
 * committed at a steady rate. An event is identified by the number in its key, in a body of S3
 * records. Used once; the sink may report arrivals from any number of threads.
 */
final class Latencies {
    private static final String PREFIX = "live/";
    private static final String KEY = "\"object\":{\"key\":\"" + PREFIX;
    private static final int LONGEST_WAIT_SECONDS = 60;

    private final int warmUp;
    private final AtomicLongArray committed;
    private final AtomicLongArray took;
    private final CountDownLatch missing;

    /**
     * Creates room for {@code events} events.
     *
     * @param warmUp events before them that do not count
     */
    Latencies(int warmUp, int events) {
        this.warmUp = warmUp;
        this.committed = new AtomicLongArray(warmUp + events);
        this.took = new AtomicLongArray(warmUp + events);
        this.missing = new CountDownLatch(warmUp + events);
    }

    /**
     * The measured times.
     *
     * @param p50 half of the events took at most so many milliseconds
     * @param p99 99 of 100 took at most so many milliseconds
     */
    record Summary(double p50, double p99) {
        @Override
        public String toString() {
            return "p50 %.2f ms p99 %.2f ms".formatted(p50, p99);
        }
    }

    /**
     * Commits all events at this rate, without waiting for their delivery, and then waits for the
     * last.
     */
    Summary run(Journey journey, int perSecond) throws InterruptedException {
        long start = System.nanoTime();
        for (int i = 0; i < took.length(); i++) {
            int number = i;
            long due = start + i * 1_000_000_000L / perSecond;
            while (due > System.nanoTime()) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            Thread.startVirtualThread(() -> commit(journey, number));
        }
        if (!missing.await(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException(missing.getCount() + " events did not arrive");
        }
        return summary();
    }

    /** Records a body that arrived at the sink. */
    void arrived(byte[] body) {
        long now = System.nanoTime();
        String text = new String(body, StandardCharsets.UTF_8);
        int start = text.indexOf(KEY) + KEY.length();
        int number = Integer.parseInt(text, start, text.indexOf('"', start), 10);
        if (took.compareAndSet(number, 0, Math.max(1, now - since(number, now)))) {
            missing.countDown();
        }
    }

    /**
     * Returns the commit time of an event. A lane that reads the journal may be faster than the
     * caller that committed.
     */
    private long since(int number, long now) {
        long when = committed.get(number);
        return when == 0 ? now : when;
    }

    private void commit(Journey journey, int number) {
        var change = journey.commit(TopicsAndRules.BUCKET, PREFIX + number);
        committed.set(number, System.nanoTime());
        change.notifyLanes();
    }

    private Summary summary() {
        long[] nanos = new long[took.length() - warmUp];
        Arrays.setAll(nanos, number -> took.get(warmUp + number));
        Arrays.sort(nanos);
        return new Summary(nanos[nanos.length / 2] / 1e6, nanos[(int) (nanos.length * 0.99)] / 1e6);
    }
}
