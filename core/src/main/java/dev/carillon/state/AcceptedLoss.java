package dev.carillon.state;

import java.util.OptionalLong;

/**
 * The loss that whoever starts a store accepts: none, or everything after one stamp. It names the
 * stamp so that it holds for one loss only, and does no harm when it is said again at every start.
 *
 * @param after the last stamp that is still there; empty = no loss is accepted
 */
public record AcceptedLoss(OptionalLong after) {
    private static final AcceptedLoss NONE = new AcceptedLoss(OptionalLong.empty());

    /** No loss at all: what a start demands unless told otherwise. */
    public static AcceptedLoss none() {
        return NONE;
    }

    /** The loss of everything after {@code stamp}, 0 or more. */
    public static AcceptedLoss after(long stamp) {
        if (stamp < 0) {
            throw new IllegalArgumentException("a stamp is 0 or more, not " + stamp);
        }
        return new AcceptedLoss(OptionalLong.of(stamp));
    }

    /** Whether a store that ends with {@code stamp} may go on from there. */
    public boolean covers(long stamp) {
        return after.isPresent() && after.getAsLong() == stamp;
    }

    /** The option that accepts the loss of everything after {@code stamp}. */
    static String option(long stamp) {
        return "--accept-loss " + stamp;
    }
}
