package dev.carillon.deliver;

/**
 * The limits of what a lane holds in memory, however much it owes.
 *
 * @param window deliveries; their events are held without the messages in which they were published
 * @param parkedKeys order keys that wait on disk; if more keys are in trouble, the lane waits for
 *     them
 * @param parkedPage the number of parked deliveries of one key that are read at once
 */
public record LaneLimits(int window, int parkedKeys, int parkedPage) {
    /**
     * Returns the default limits: 1,000 deliveries, 10,000 parked keys, 16 deliveries of a key at
     * once.
     */
    public static LaneLimits defaults() {
        return new LaneLimits(1_000, 10_000, 16);
    }

    /**
     * Returns how many deliveries of one key do not crowd out the others: a sixteenth of the
     * window.
     */
    int share() {
        return Math.max(1, window / 16);
    }

    public LaneLimits {
        if (window < 2 || parkedKeys < 1 || parkedPage < 1) {
            throw new IllegalArgumentException("a lane holds 2 deliveries and 1 key at least");
        }
    }
}
