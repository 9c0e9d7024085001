package dev.carillon.journal;

import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.Owed;

import java.time.Instant;

/**
 * One line to be written into the books of a lane: what became of a delivery. Lines are written in
 * the order they are given.
 */
public sealed interface LaneUpdate {
    /** The delivery the line is about, as it is after it. */
    Owed owed();

    /** The lane's head after this line, see {@link Books#head()}. */
    long head();

    /** It was delivered. */
    record Done(Owed owed, boolean parked, Instant at, long head) implements LaneUpdate {}

    /** It failed and is tried again: its attempts and due time are to be kept. */
    record Again(Owed owed, boolean parked, long head) implements LaneUpdate {}

    /** It waits for its key, out of the way of the others. */
    record Park(Owed owed, long head) implements LaneUpdate {}

    /** It is given up. */
    record Dead(Owed owed, boolean parked, DeadReason reason, Instant at, long head)
            implements LaneUpdate {}

    /**
     * A probe failed that counts as a try of every delivery.
     *
     * @param owed the probe's own, or another of its lane
     * @param tries all that the lane counts so, from now on
     */
    record Counted(Owed owed, SharedTries tries) implements LaneUpdate {
        @Override
        public long head() {
            return Books.HEAD_STAYS;
        }
    }

    /** The lane the line belongs to. */
    default LaneId lane() {
        return owed().delivery().lane();
    }
}
