package dev.carillon.http;

import dev.carillon.signature.Percent;
import dev.carillon.signature.QueryPart;
import dev.carillon.signature.Signable;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A request as received. Its escapes have been checked: path and query can be decoded. Not
 * thread-safe.
 *
 * @param id made by the server; it is sent back in every answer and written to the log
 * @param method in upper case
 * @param rawPath as sent, byte for byte; starts with a slash
 * @param query the text after the question mark, decoded once
 * @param peer the sender
 * @param body blocks until bytes arrive; the first read sends {@code 100 Continue} to a client that
 *     waits for it. Fails with {@link BodyException}
 * @param memory accounts for the parts of the body that are in memory
 */
public record Request(
        String id,
        String method,
        String rawPath,
        Query query,
        Headers headers,
        Peer peer,
        InputStream body,
        BodyBudget.Lease memory)
        implements Signable {
    /**
     * The sender of a request and the security of its connection.
     *
     * @param address the remote address, without port
     * @param secure whether it came over TLS, or a trusted proxy says so
     */
    public record Peer(String address, boolean secure) {}

    /** Returns the same request with other headers. */
    public Request with(Headers other) {
        return new Request(id, method, rawPath, query, other, peer, body, memory);
    }

    /** Returns the decoded path. */
    public String path() {
        return Percent.decode(rawPath).orElseThrow();
    }

    /**
     * Returns the value of Content-Length; empty if the body comes in HTTP chunks or there is none.
     */
    public OptionalLong contentLength() {
        var text = headers.first("content-length");
        return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text.get()));
    }

    /**
     * Reads a small body completely, within the server's budget.
     *
     * @throws BodyException if it is longer than the limit in bytes, is cut off or arrives too
     *     slowly
     * @throws BusyException if the memory for bodies is used up
     */
    public byte[] bytes(int limit) throws IOException {
        long announced = contentLength().orElse(chunked() ? limit : 0);
        if (announced > limit) {
            throw BodyException.tooLarge(limit);
        }
        return bytes(body, announced, limit);
    }

    /**
     * Reads a small body completely through a decoder, within the server's budget.
     *
     * @param decoded made from {@link #body}
     * @param announced its length in bytes, at most the limit
     * @throws IOException as {@link #bytes(int)}, and as the stream does
     */
    public byte[] bytes(InputStream decoded, long announced, int limit) throws IOException {
        return memory.read(decoded, announced, limit);
    }

    /**
     * Returns whether the body comes in HTTP chunks, so that its length is not known before its
     * end.
     */
    public boolean chunked() {
        return headers.first("transfer-encoding").isPresent();
    }

    @Override
    public String rawQuery() {
        return query.raw();
    }

    @Override
    public List<QueryPart> queryParts() {
        return query.parameters();
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

    /** Returns a text without query and header values, which may be secret. */
    @Override
    public String toString() {
        return method + " " + rawPath + " [" + id + "] from " + peer.address();
    }
}
