package dev.carillon.benchmarks;

/**
 * How fast something went.
 *
 * @param perSecond how many in a second
 * @param cpuMicros processor time of the whole process for each: what is left to compare by when
 *     other programs take turns on the machine
 */
record Rate(double perSecond, double cpuMicros) {
    @Override
    public String toString() {
        return "%,.0f/s (cpu %.0f µs)".formatted(perSecond, cpuMicros);
    }

    /** When it began. */
    record Watch(long nanos, long cpuNanos) {
        static Watch start() {
            return new Watch(System.nanoTime(), processCpuNanos());
        }

        /** So many were done since. */
        Rate rate(long many) {
            double seconds = (System.nanoTime() - nanos) / 1e9;
            return new Rate(many / seconds, (processCpuNanos() - cpuNanos) / 1e3 / many);
        }
    }

    /** Processor time this process has used. */
    static long processCpuNanos() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
    }
}
