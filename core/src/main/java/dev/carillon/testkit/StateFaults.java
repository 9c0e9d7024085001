package dev.carillon.testkit;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * What goes wrong in a {@link MemoryState}, drawn from {@code random} once a commit: the same seed
 * and the same commits, the same faults.
 *
 * @param random where all is drawn from
 * @param failBefore how likely writing fails and nothing was kept, 0 to 1
 * @param failAfter how likely writing fails though all was kept, 0 to 1
 * @param refuse how likely the commit is refused and later ones need not be, 0 to 1: as when no
 *     descriptor is free or the disk is full
 * @param delay how likely writing takes long, 0 to 1
 * @param longest a long write takes up to this
 * @param waiting is told how long the write takes: moves a clock, or does nothing
 */
public record StateFaults(
        RandomGenerator random,
        double failBefore,
        double failAfter,
        double refuse,
        double delay,
        Duration longest,
        Consumer<Duration> waiting) {

    /** Nothing goes wrong. */
    public static StateFaults none() {
        return new StateFaults(() -> 0L, 0, 0, 0, 0, Duration.ZERO, duration -> {});
    }

    /** What happens to one commit. */
    enum Fault {
        NONE,
        BEFORE,
        AFTER,
        REFUSED
    }

    /** Draws what happens to the next commit, after waiting as long as it takes. */
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
