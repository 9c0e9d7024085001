package dev.carillon.state;

/**
 * Decides at a start whether a store still has everything that was acknowledged, and from which
 * stamp it continues if it has not. All engines share this decision.
 */
public final class Continuity {
    /**
     * The distance that stamps jump after an accepted loss: further than any number of commits that
     * may have been lost, so that no event id and no sequencer is used twice.
     */
    public static final long JUMP = 1L << 40;

    private Continuity() {}

    /**
     * Compares the commits that were found with those that were acknowledged.
     *
     * @param there the last stamp that was found
     * @param acknowledged a stamp that is known to have been acknowledged
     * @param accepted the loss that is allowed
     * @return the last stamp to continue from: {@code there}, or one far ahead of both
     * @throws CannotOpenStateException if commits are missing and that loss is not accepted
     */
    public static long demand(long there, long acknowledged, AcceptedLoss accepted) {
        if (there >= acknowledged) {
            return there;
        }
        if (!accepted.covers(there)) {
            throw new CannotOpenStateException(
                    "the end of the log is missing: commit "
                            + acknowledged
                            + " was acknowledged, but what is there ends with commit "
                            + there
                            + " ("
                            + (acknowledged - there)
                            + " are missing)");
        }
        return ahead(there, acknowledged);
    }

    /** Returns the stamp to continue from after an accepted loss. */
    public static long ahead(long there, long acknowledged) {
        return Math.max(there, acknowledged) + JUMP;
    }
}
