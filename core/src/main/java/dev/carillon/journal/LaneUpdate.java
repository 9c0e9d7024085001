package dev.carillon.journal;

import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.Owed;

import java.time.Instant;

/**
 * An entry to be written into the books of a lane: the new condition of a delivery. Entries are
 * written in the order in which they are given.
 */
public sealed interface LaneUpdate {
    /** Returns the delivery in its new condition. */
    Owed owed();

    /** Returns the lane's head after this entry, see {@link Books#head()}. */
    long head();

    /** The delivery is done. */
    record Done(Owed owed, boolean parked, Instant at, long head) implements LaneUpdate {}

    /** The delivery failed and is retried: its attempts and due time are stored. */
    record Again(Owed owed, boolean parked, long head) implements LaneUpdate {}

    /** The delivery is parked, because its key waits and others must not wait for it. */
    record Park(Owed owed, long head) implements LaneUpdate {}

    /** The delivery is given up. */
    record Dead(Owed owed, boolean parked, DeadReason reason, Instant at, long head)
            implements LaneUpdate {}

    /**
     * A probe failed that counts as an attempt of every delivery.
     *
     * @param owed the probe's own delivery, or another of its lane
     * @param tries all shared attempts of the lane from now on
     */
    record Counted(Owed owed, SharedTries tries) implements LaneUpdate {
        @Override
        public long head() {
            return Books.HEAD_STAYS;
        }
    }

    /** Returns the lane of the entry. */
    default LaneId lane() {
        return owed().delivery().lane();
    }
}
