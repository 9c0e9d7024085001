package dev.carillon.http;

import java.time.Duration;

/**
 * What a server puts up with.
 *
 * @param headerBytes request line and headers together; more is answered 431
 * @param headerTime from a request's first byte (of a connection: from its start) to the end of its
 *     headers; then the connection is closed
 * @param idle how long a connection may stand still, between requests or within one
 * @param bytesPerSecond how fast a body must come, and an answer be taken, at the least; a long
 *     body faster, see {@link Pace}
 * @param rateGrace how long a slower body or reader is put up with
 * @param stop how long requests in flight may take to finish when the server stops
 */
public record Limits(
        int headerBytes,
        Duration headerTime,
        Duration idle,
        long bytesPerSecond,
        Duration rateGrace,
        Duration stop) {
    /** 16 KiB, 10 s, 60 s, 1 KiB/s after 15 s, 8 s. */
    public static Limits defaults() {
        return new Limits(
                16 * 1024,
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                1_024,
                Duration.ofSeconds(15),
                Duration.ofSeconds(8));
    }
}
