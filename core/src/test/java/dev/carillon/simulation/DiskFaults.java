package dev.carillon.simulation;

import dev.carillon.testkit.StateFaults;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** What goes wrong in one world when its disk is written. */
final class DiskFaults {
    private static final double SLOW = 0.05;

    /** In some worlds, so that also what is rare meets a failure. */
    private static final double FAILING_OFTEN = 0.03;

    private static final Duration SLOWEST = Duration.ofMillis(50);

    private final double failing;
    private final double refusing;
    private boolean over;

    /**
     * Begins with faults.
     *
     * @param failing how likely writing usually fails, so that only a restart shows what happened
     */
    DiskFaults(long seed, double failing) {
        // Its own, so that stories without refusals do not depend on it.
        var random = new SplittableRandom(37 * seed + 11);
        this.refusing = random.nextInt(3) == 0 ? 0.01 * (1 + random.nextInt(8)) : 0;
        this.failing = random.nextInt(4) == 0 ? FAILING_OFTEN : failing;
    }

    /**
     * The faults of one life of the server.
     *
     * @param waiting lets the time pass that a slow write takes
     */
    StateFaults ofLife(SplittableRandom random, Consumer<Duration> waiting) {
        return new StateFaults(
                // Once over, the largest number there is: nothing happens that is not certain.
                () -> over ? -1 : random.nextLong(),
                failing,
                failing,
                refusing,
                SLOW,
                SLOWEST,
                waiting);
    }

    /** From now on the disk works. */
    void end() {
        over = true;
    }
}
