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
 * @param memory accounts for what is read of the body at once
 */
public record Request(
        String id,
        String method,
        String rawPath,
        String rawQuery,
        Headers headers,
        Peer peer,
        InputStream body,
        BodyBudget.Lease memory)
        implements Signable {
    /**
     * Who sent a request, and how.
     *
     * @param address the remote address, without port
     * @param secure whether it came over TLS, or a trusted proxy says so
     */
    public record Peer(String address, boolean secure) {}

    /** The same request with other headers. */
    public Request with(Headers other) {
        return new Request(id, method, rawPath, rawQuery, other, peer, body, memory);
    }

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
     * Reads a small body whole, within the server's budget.
     *
     * @throws BodyException when it is longer than the limit in bytes, is cut off or comes too
     *     slowly
     * @throws BusyException when too much is being read at once
     */
    public byte[] bytes(int limit) throws IOException {
        long announced = contentLength().orElse(chunked() ? limit : 0);
        if (announced > limit) {
            throw BodyException.tooLarge(limit);
        }
        return bytes(body, announced, limit);
    }

    /**
     * Reads a small body that was decoded whole, within the server's budget.
     *
     * @param decoded made of {@link #body}
     * @param announced its length in bytes, at most the limit
     * @throws IOException as {@link #bytes(int)}, and as the stream does
     */
    public byte[] bytes(InputStream decoded, long announced, int limit) throws IOException {
        return memory.read(decoded, announced, limit);
    }

    /** Whether the body comes in HTTP chunks, so that its length is not known before its end. */
    public boolean chunked() {
        return headers.first("transfer-encoding").isPresent();
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
}
