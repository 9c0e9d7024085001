package dev.carillon.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The answer of a face. A HEAD request gets the same answer; the server leaves out the body.
 *
 * @param status 200 to 599
 * @param headers all except Content-Length, Date, Connection and Transfer-Encoding, which the
 *     server writes
 */
public record Answer(int status, Headers headers, Body body) {
    public Answer {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("not a final status: " + status);
        }
    }

    /** The body that follows the headers. */
    public sealed interface Body {
        /** No body. */
        record Empty() implements Body {}

        /** Bytes in memory. */
        record Bytes(byte[] bytes) implements Body {}

        /**
         * A stream of known length. The server closes it, even if it is never read.
         *
         * @param length in bytes; the connection is closed early if the stream holds fewer
         */
        record Stream(InputStream from, long length) implements Body {}

        /** A body of unknown length that writes itself, sent in HTTP chunks. */
        record Written(Writer writer) implements Body {}

        /**
         * A body that goes on for as long as its writer and the client like: each write is sent at
         * once, and a slow client may take as long to read it as a connection may be idle.
         */
        record Live(Writer writer) implements Body {}
    }

    /** Writes a body of unknown length. */
    @FunctionalInterface
    public interface Writer {
        /** Writes the whole body; does not close the stream. */
        void write(OutputStream out) throws IOException;
    }

    /** Returns an answer without body. */
    public static Answer of(int status) {
        return new Answer(status, Headers.NONE, new Body.Empty());
    }

    /** Returns an answer with a body of bytes. */
    public static Answer of(int status, String contentType, byte[] bytes) {
        return new Answer(status, Headers.of("Content-Type", contentType), new Body.Bytes(bytes));
    }

    /** Returns an answer with a body of text in UTF-8. */
    public static Answer of(int status, String contentType, String text) {
        return of(status, contentType, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns an answer with a streamed body; the server closes the stream. */
    public static Answer of(int status, String contentType, InputStream from, long length) {
        return new Answer(
                status, Headers.of("Content-Type", contentType), new Body.Stream(from, length));
    }

    /** Returns an answer with a body of unknown length. */
    public static Answer written(int status, String contentType, Writer writer) {
        return new Answer(
                status, Headers.of("Content-Type", contentType), new Body.Written(writer));
    }

    /** Returns an answer with a body that goes on. */
    public static Answer live(int status, String contentType, Writer writer) {
        return new Answer(status, Headers.of("Content-Type", contentType), new Body.Live(writer));
    }

    /** Returns this answer with one more header line. */
    public Answer with(String name, String value) {
        return new Answer(status, headers.with(name, value), body);
    }
}
