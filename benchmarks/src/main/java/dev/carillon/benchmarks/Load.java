package dev.carillon.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/**
 * The throughput of callers on virtual threads.
 *
 * @param perSecond calls answered, by all callers together
 * @param cpuMicros processor time of the whole process a call: comparable even if other programs
 *     take turns on the machine
 * @param p50Micros half of the calls took at most this
 * @param p99Micros 99 of 100 calls took at most this
 */
record Load(double perSecond, double cpuMicros, double p50Micros, double p99Micros) {
    private static final int MAX_SAMPLES = 200_000;

    /** Calls repeatedly, from {@code callers} threads for {@code duration}. */
    static Load run(int callers, Duration duration, IntConsumer call) throws Exception {
        var samples = new ArrayList<Future<long[]>>();
        long cpuStart = Rate.processCpuNanos();
        long start = System.nanoTime();
        long end = start + duration.toNanos();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int caller = 0; caller < callers; caller++) {
                int number = caller;
                samples.add(threads.submit(() -> callUntil(end, number, call)));
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return of(samples, seconds, (Rate.processCpuNanos() - cpuStart) / 1e9);
    }

    private static long[] callUntil(long end, int caller, IntConsumer call) {
        var took = new long[MAX_SAMPLES];
        int calls = 0;
        long before = System.nanoTime();
        while (before < end && calls < MAX_SAMPLES) {
            call.accept(caller);
            long after = System.nanoTime();
            took[calls++] = after - before;
            before = after;
        }
        return Arrays.copyOf(took, calls);
    }

    private static Load of(List<Future<long[]>> samples, double seconds, double cpuSeconds)
            throws Exception {
        int count = 0;
        for (var sample : samples) {
            count += sample.get().length;
        }
        long[] all = new long[count];
        int at = 0;
        for (var sample : samples) {
            System.arraycopy(sample.get(), 0, all, at, sample.get().length);
            at += sample.get().length;
        }
        Arrays.sort(all);
        return new Load(
                count / seconds,
                cpuSeconds * 1e6 / count,
                all[count / 2] / 1e3,
                all[(int) (count * 0.99)] / 1e3);
    }
}
