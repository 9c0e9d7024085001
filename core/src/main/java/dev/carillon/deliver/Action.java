package dev.carillon.deliver;

import dev.carillon.delivery.Owed;
import dev.carillon.journal.LaneUpdate;

import java.time.Instant;
import java.util.List;

/** An action that a {@link Lane} wants done. */
sealed interface Action {
    /**
     * Attempt these deliveries of one rule with one message, then give the lane {@link
     * Input.Ended}.
     *
     * @param batch in number order, seldom more than one
     */
    record Try(List<Owed> batch) implements Action {
        public Try {
            batch = List.copyOf(batch);
        }
    }

    /**
     * Suspend the lane's rule, or remove its subscription; if that is not possible, give the lane
     * {@link Input.NotSuspended}.
     */
    record Suspend(String reason) implements Action {}

    /** Continue to read the journal, then give the lane {@link Input.Loaded}. */
    record Read(long from, int limit) implements Action {}

    /**
     * Read parked deliveries of one key after everything written before is durable, then give the
     * lane {@link Input.ParkedLoaded}.
     *
     * @param from those with smaller numbers are settled, however long the disk still stores them
     */
    record ReadParked(String orderKey, long from, int limit) implements Action {}

    /**
     * Add up the sizes of the events of all deliveries owed up to this number, then give the lane
     * {@link Input.Weighed}.
     */
    record Weigh(long upTo) implements Action {}

    /** Write this entry into the books, in the order of the actions. */
    record Write(LaneUpdate laneUpdate) implements Action {}

    /** Give the lane {@link Input.Woken} at this time. */
    record WakeAt(Instant at) implements Action {}
}
