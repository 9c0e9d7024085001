package dev.carillon.tail;

import java.time.Instant;

/** The place at which a stream begins. */
public sealed interface Start {
    /** The present moment: only later events are sent. */
    record Now() implements Start {}

    /** The place after a cursor. */
    record After(Cursor cursor) implements Start {}

    /** The first event at a time or later that is still in the log. */
    record Since(Instant time) implements Start {}
}
