package dev.carillon.state;

import java.util.OptionalLong;

/**
 * The data loss that a start accepts: none, or everything after one stamp. The stamp limits the
 * permission to one particular loss, so the option does no harm if it is given at every start.
 *
 * @param after the last stamp that is still there; empty = no loss is accepted
 */
public record AcceptedLoss(OptionalLong after) {
    private static final AcceptedLoss NONE = new AcceptedLoss(OptionalLong.empty());

    /** Returns the default: no loss is accepted. */
    public static AcceptedLoss none() {
        return NONE;
    }

    /** Accepts the loss of everything after {@code stamp}, 0 or more. */
    public static AcceptedLoss after(long stamp) {
        if (stamp < 0) {
            throw new IllegalArgumentException("a stamp is 0 or more, not " + stamp);
        }
        return new AcceptedLoss(OptionalLong.of(stamp));
    }

    /** Returns whether a store that ends with {@code stamp} may continue from there. */
    public boolean covers(long stamp) {
        return after.isPresent() && after.getAsLong() == stamp;
    }

    /** Returns the command-line option that accepts the loss of everything after {@code stamp}. */
    static String option(long stamp) {
        return "--accept-loss " + stamp;
    }
}
