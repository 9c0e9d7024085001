package dev.carillon.tail;

import java.time.Duration;

/** The bytes that keep a quiet stream open, and show both sides that the other one is there. */
public sealed interface KeepAlive {
    /** Returns the longest time without any byte. */
    Duration quiet();

    /** White space only: MinIO's form for readers that do not ask for pings. */
    record Blanks(Duration quiet) implements KeepAlive {}

    /**
     * A line without events, which tells the reader how far the stream is.
     *
     * @param quiet the time without any line after which it is sent
     */
    record Pings(Duration quiet) implements KeepAlive {}
}
