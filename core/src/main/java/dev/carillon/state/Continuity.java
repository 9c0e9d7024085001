package dev.carillon.state;

/**
 * Judges at a start whether a store still has everything that was acknowledged, and from which
 * stamp it goes on when it has not. One meaning for every engine.
 */
public final class Continuity {
    /**
     * The distance that stamps jump after an accepted loss: further than any number of commits that
     * may have been lost, so that no event id and no sequencer is ever given twice.
     */
    public static final long JUMP = 1L << 40;

    private Continuity() {}

    /**
     * Holds what is there against what was acknowledged.
     *
     * @param there the last stamp that was found
     * @param acknowledged a stamp that is known to have been acknowledged
     * @param accepted the loss that may be
     * @return the last stamp to go on from: {@code there}, or one far ahead of both
     * @throws CannotOpenStateException when commits are missing and that is not accepted
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

    /** The stamp to go on from after a loss that was accepted. */
    public static long ahead(long there, long acknowledged) {
        return Math.max(there, acknowledged) + JUMP;
    }
}
