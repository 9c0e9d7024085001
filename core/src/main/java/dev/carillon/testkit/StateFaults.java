package dev.carillon.testkit;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The faults of a {@link MemoryState}, drawn from {@code random} once a commit: the same seed and
 * the same commits give the same faults.
 *
 * @param random the source of all draws
 * @param failBefore the probability that writing fails and nothing was kept, 0 to 1
 * @param failAfter the probability that writing fails though everything was kept, 0 to 1
 * @param refuse the probability that the commit is refused while later ones may succeed, 0 to 1: as
 *     if no descriptor is free or the disk is full
 * @param delay the probability that writing is slow, 0 to 1
 * @param longest the longest time of a slow write
 * @param waiting receives the time of a slow write: moves a clock, or does nothing
 */
public record StateFaults(
        RandomGenerator random,
        double failBefore,
        double failAfter,
        double refuse,
        double delay,
        Duration longest,
        Consumer<Duration> waiting) {

    /** Returns settings without faults. */
    public static StateFaults none() {
        return new StateFaults(() -> 0L, 0, 0, 0, 0, Duration.ZERO, duration -> {});
    }

    /** The fault of one commit. */
    enum Fault {
        NONE,
        BEFORE,
        AFTER,
        REFUSED
    }

    /** Draws the fault of the next commit, after waiting for the time of its write. */
    Fault next() {
        if (random.nextDouble() < delay) {
            waiting.accept(longest.multipliedBy(random.nextInt(1, 1_001)).dividedBy(1_000));
        }
        double drawn = random.nextDouble();
        if (drawn < failBefore) {
            return Fault.BEFORE;
        }
        if (drawn < failBefore + failAfter) {
            return Fault.AFTER;
        }
        return drawn < failBefore + failAfter + refuse ? Fault.REFUSED : Fault.NONE;
    }
}
