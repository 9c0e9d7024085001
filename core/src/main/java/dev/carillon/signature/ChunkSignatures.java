package dev.carillon.signature;

import java.util.HexFormat;

/**
 * The chain of signatures over the chunks of one {@code aws-chunked} body: each signature is
 * computed from the one before, the first from the request's own. Not thread-safe, for one body.
 */
public final class ChunkSignatures {
    private final byte[] key;
    private final String timestamp;
    private final String scope;
    private String previous;

    ChunkSignatures(byte[] key, String timestamp, Scope scope, String seed) {
        this.key = key;
        this.timestamp = timestamp;
        this.scope = scope.toString();
        this.previous = seed;
    }

    /** Returns the signature of the next chunk, whose data has this SHA-256 in hex. */
    String next(String sha256) {
        return sign("AWS4-HMAC-SHA256-PAYLOAD", Digests.EMPTY_SHA256 + "\n" + sha256);
    }

    /** Returns the signature of the trailers; call it after that of the last chunk. */
    String ofTrailers(String sha256) {
        return sign("AWS4-HMAC-SHA256-TRAILER", sha256);
    }

    private String sign(String kind, String rest) {
        String text = String.join("\n", kind, timestamp, scope, previous, rest);
        previous = HexFormat.of().formatHex(Digests.hmacSha256(key, text));
        return previous;
    }
}
