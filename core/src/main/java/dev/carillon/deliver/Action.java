package dev.carillon.deliver;

import dev.carillon.delivery.Owed;
import dev.carillon.journal.LaneUpdate;

import java.time.Instant;
import java.util.List;

/** What a {@link Lane} wants done. */
sealed interface Action {
    /**
     * Attempt these deliveries of one rule with one message, then tell {@link Input.Ended}.
     *
     * @param batch in number order, seldom more than one
     */
    record Try(List<Owed> batch) implements Action {
        public Try {
            batch = List.copyOf(batch);
        }
    }

    /** Suspend the lane's rule; where that cannot be, tell {@link Input.NotSuspended}. */
    record Suspend(String reason) implements Action {}

    /** Read on in the journal, then tell {@link Input.Loaded}. */
    record Read(long from, int limit) implements Action {}

    /**
     * Read parked deliveries of one key, after everything written before is durable, then tell
     * {@link Input.ParkedLoaded}.
     *
     * @param from those with smaller numbers are settled, however long the disk remembers them
     */
    record ReadParked(String orderKey, long from, int limit) implements Action {}

    /**
     * Weigh the events of all deliveries owed up to this number, then tell {@link Input.Weighed}.
     */
    record Weigh(long upTo) implements Action {}

    /** Write this into the books, in the order asked for. */
    record Write(LaneUpdate laneUpdate) implements Action {}

    /** Tell {@link Input.Woken} at this time. */
    record WakeAt(Instant at) implements Action {}
}
