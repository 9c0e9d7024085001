package dev.carillon.simulation;

import dev.carillon.testkit.StateFaults;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** The faults of one world's disk when it is written. */
final class DiskFaults {
    private static final double SLOW = 0.05;

    /** The probability of a failure in some worlds, so that rare operations meet one too. */
    private static final double FAILING_OFTEN = 0.03;

    private static final Duration SLOWEST = Duration.ofMillis(50);

    private final double failing;
    private final double refusing;
    private boolean over;

    /**
     * Starts with faults.
     *
     * @param failing the usual probability of a failed write whose outcome only a restart shows
     */
    DiskFaults(long seed, double failing) {
        // A generator of its own, so that worlds without refusals do not depend on it.
        var random = new SplittableRandom(37 * seed + 11);
        this.refusing = random.nextInt(3) == 0 ? 0.01 * (1 + random.nextInt(8)) : 0;
        this.failing = random.nextInt(4) == 0 ? FAILING_OFTEN : failing;
    }

    /**
     * Returns the faults of one life of the server.
     *
     * @param waiting lets the time of a slow write pass
     */
    StateFaults ofLife(SplittableRandom random, Consumer<Duration> waiting) {
        return new StateFaults(
                // Afterwards the largest unsigned number, which causes no fault that is not
                // certain.
                () -> over ? -1 : random.nextLong(),
                failing,
                failing,
                refusing,
                SLOW,
                SLOWEST,
                waiting);
    }

    /** Ends the faults. */
    void end() {
        over = true;
    }
}
