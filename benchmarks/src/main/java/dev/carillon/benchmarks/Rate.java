package dev.carillon.benchmarks;

/**
 * A rate of operations.
 *
 * @param perSecond the number in a second
 * @param cpuMicros processor time of the whole process for each: comparable even if other programs
 *     take turns on the machine
 */
record Rate(double perSecond, double cpuMicros) {
    @Override
    public String toString() {
        return "%,.0f/s (cpu %.0f µs)".formatted(perSecond, cpuMicros);
    }

    /** The start of a measurement. */
    record Watch(long nanos, long cpuNanos) {
        static Watch start() {
            return new Watch(System.nanoTime(), processCpuNanos());
        }

        /** Returns the rate of {@code many} operations since the start. */
        Rate rate(long many) {
            double seconds = (System.nanoTime() - nanos) / 1e9;
            return new Rate(many / seconds, (processCpuNanos() - cpuNanos) / 1e3 / many);
        }
    }

    /** Returns the processor time that this process has used, in nanoseconds. */
    static long processCpuNanos() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
    }
}
