package dev.carillon.deliver;

/**
 * How much of a lane is held in memory, whatever it owes.
 *
 * @param window deliveries; an event is a few KiB at most
 * @param parkedKeys order keys that wait on disk; with more in trouble the lane waits for them
 * @param parkedPage parked deliveries of one key read at once
 */
public record LaneLimits(int window, int parkedKeys, int parkedPage) {
    /** 1,000 deliveries and 10,000 parked keys, 16 at once. */
    public static LaneLimits defaults() {
        return new LaneLimits(1_000, 10_000, 16);
    }

    /** How many deliveries of one key are no burden to the others: a sixteenth of the window. */
    int share() {
        return Math.max(1, window / 16);
    }

    public LaneLimits {
        if (window < 2 || parkedKeys < 1 || parkedPage < 1) {
            throw new IllegalArgumentException("a lane holds 2 deliveries and 1 key at least");
        }
    }
}
