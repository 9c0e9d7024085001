package dev.carillon.deliver;

import dev.carillon.delivery.Owed;
import dev.carillon.journal.Entry;

import java.time.Instant;

/** What a {@link Lane} wants done. */
sealed interface Action {
    /** Attempt this delivery, then tell {@link Input.Ended}. */
    record Try(Owed owed) implements Action {}

    /** Read on in the journal, then tell {@link Input.Loaded}. */
    record Read(long from, int limit) implements Action {}

    /**
     * Read parked deliveries of one key, after everything written before is durable, then tell
     * {@link Input.ParkedLoaded}.
     *
     * @param from those with smaller numbers are settled, however long the disk remembers them
     */
    record ReadParked(String orderKey, long from, int limit) implements Action {}

    /** Write this into the books, in the order asked for. */
    record Write(Entry entry) implements Action {}

    /** Tell {@link Input.Woken} at this time. */
    record WakeAt(Instant at) implements Action {}
}
