package dev.carillon.http;

import dev.carillon.signature.Percent;
import dev.carillon.signature.Signable;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One request as it came. Its escapes have been checked: path and query decode. For one thread.
 *
 * @param id ours, sent back in every answer and in the log
 * @param method in upper case
 * @param rawPath as sent, byte for byte; starts with a slash
 * @param rawQuery as sent, without the question mark
 * @param peer who sent it, and how
 * @param body blocks while nothing has come; its first read lets a client that waits for {@code 100
 *     Continue} go on. Fails with {@link BodyException}
 */
public record Request(
        String id,
        String method,
        String rawPath,
        String rawQuery,
        Headers headers,
        Peer peer,
        InputStream body)
        implements Signable {
    /**
     * Who sent a request, and how.
     *
     * @param address the remote address, without port
     * @param secure whether it came over TLS, or a trusted proxy says so
     */
    public record Peer(String address, boolean secure) {}

    /** The path with its escapes decoded. */
    public String path() {
        return Percent.decode(rawPath).orElseThrow();
    }

    /** The query, decoded. */
    public Query query() {
        return Query.parse(rawQuery).orElseThrow();
    }

    /** What Content-Length says; empty when the body comes in HTTP chunks, or there is none. */
    public OptionalLong contentLength() {
        var text = headers.first("content-length");
        return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text.get()));
    }

    /**
     * Reads a small body whole.
     *
     * @throws BodyException when it is longer than the limit in bytes, is cut off or comes too
     *     slowly
     */
    public byte[] bytes(int limit) throws IOException {
        if (contentLength().orElse(0) > limit) {
            throw tooLarge(limit);
        }
        byte[] bytes = body.readNBytes(limit + 1);
        if (bytes.length > limit) {
            throw tooLarge(limit);
        }
        return bytes;
    }

    @Override
    public Collection<String> headerNames() {
        return headers.names();
    }

    @Override
    public List<String> headers(String name) {
        return headers.all(name);
    }

    @Override
    public Optional<String> header(String name) {
        return headers.first(name);
    }

    /** Without query and header values, which may be secret. */
    @Override
    public String toString() {
        return method + " " + rawPath + " [" + id + "] from " + peer.address();
    }

    private static BodyException tooLarge(int limit) {
        return new BodyException(
                BodyException.Reason.TOO_LARGE,
                "the body is longer than the %d bytes allowed here".formatted(limit));
    }
}
