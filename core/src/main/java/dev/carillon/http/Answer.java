package dev.carillon.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * What a face answers. To a HEAD request the same answer is given, the server leaves the body out.
 *
 * @param status 200 to 599
 * @param headers all but Content-Length, Date, Connection and Transfer-Encoding, which the server
 *     writes
 */
public record Answer(int status, Headers headers, Body body) {
    public Answer {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("not a final status: " + status);
        }
    }

    /** What follows the headers. */
    public sealed interface Body {
        /** Nothing. */
        record Empty() implements Body {}

        /** Bytes that are in memory. */
        record Bytes(byte[] bytes) implements Body {}

        /**
         * A stream of known length; the server closes it, also when it is never read.
         *
         * @param length in bytes; the connection is cut when the stream holds less
         */
        record Stream(InputStream from, long length) implements Body {}

        /** Something of unknown length that writes itself, in HTTP chunks. */
        record Written(Writer writer) implements Body {}
    }

    /** Writes a body of unknown length. */
    @FunctionalInterface
    public interface Writer {
        /** Writes all of it; the stream stays open. */
        void write(OutputStream out) throws IOException;
    }

    /** An answer without body. */
    public static Answer of(int status) {
        return new Answer(status, Headers.NONE, new Body.Empty());
    }

    /** An answer of bytes. */
    public static Answer of(int status, String contentType, byte[] bytes) {
        return new Answer(status, Headers.of("Content-Type", contentType), new Body.Bytes(bytes));
    }

    /** An answer of text in UTF-8. */
    public static Answer of(int status, String contentType, String text) {
        return of(status, contentType, text.getBytes(StandardCharsets.UTF_8));
    }

    /** An answer of a stream, closed by the server. */
    public static Answer of(int status, String contentType, InputStream from, long length) {
        return new Answer(
                status, Headers.of("Content-Type", contentType), new Body.Stream(from, length));
    }

    /** An answer of unknown length. */
    public static Answer written(int status, String contentType, Writer writer) {
        return new Answer(
                status, Headers.of("Content-Type", contentType), new Body.Written(writer));
    }

    /** This answer with one more header line. */
    public Answer with(String name, String value) {
        return new Answer(status, headers.with(name, value), body);
    }
}
