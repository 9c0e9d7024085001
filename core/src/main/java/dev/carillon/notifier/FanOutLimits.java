package dev.carillon.notifier;

/**
 * The sizes of the commits that make the deliveries of published events.
 *
 * @param direct the highest number of subscriptions whose deliveries are in the event's own commit
 * @param chunk the highest number of deliveries in a later commit, if there are more subscriptions
 */
public record FanOutLimits(int direct, int chunk) {
    private static final int DIRECT = 64;
    private static final int CHUNK = 500;

    /** Returns the limits of a server: 64 and 500. */
    public static FanOutLimits defaults() {
        return new FanOutLimits(DIRECT, CHUNK);
    }
}
