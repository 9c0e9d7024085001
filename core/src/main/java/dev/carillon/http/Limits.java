package dev.carillon.http;

import java.time.Duration;

/**
 * The limits of a server for each request and connection.
 *
 * @param headerBytes request line and headers together; more is answered 431
 * @param headerTime from a request's first byte (the first request: from the opening of the
 *     connection) to the end of its headers; after that the connection is closed
 * @param idle how long a connection may be idle, between requests or within one
 * @param bytesPerSecond the lowest rate at which a body must arrive and an answer be read; a long
 *     body must be faster, see {@link Pace}
 * @param rateGrace how long a lower rate is tolerated
 * @param stop how long requests in flight may take to finish when the server stops
 */
public record Limits(
        int headerBytes,
        Duration headerTime,
        Duration idle,
        long bytesPerSecond,
        Duration rateGrace,
        Duration stop) {
    /** Returns the defaults: 16 KiB, 10 s, 60 s, 1 KiB/s after 15 s, 8 s. */
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
