package dev.carillon.signature;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Reads {@code x-amz-content-sha256}: the hash of a request's body, or a word in place of it. */
final class PayloadHash {
    static final String HEADER = "x-amz-content-sha256";
    static final String UNSIGNED = "UNSIGNED-PAYLOAD";
    static final String UNSIGNED_CHUNKS = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
    static final String SIGNED_CHUNKS = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
    static final String SIGNED_CHUNKS_TRAILER = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";

    private static final Set<String> WORDS =
            Set.of(UNSIGNED, UNSIGNED_CHUNKS, SIGNED_CHUNKS, SIGNED_CHUNKS_TRAILER);

    private PayloadHash() {}

    /** Returns the last line of the canonical request of a presigned URL. */
    static String ofPresigned(Signable request, List<QueryPart> query, List<String> signedHeaders) {
        return QueryPart.first(query, "X-Amz-Content-Sha256")
                .or(() ->
                        signedHeaders.contains(HEADER) ? request.header(HEADER) : Optional.empty())
                .orElse(UNSIGNED);
    }

    /**
     * Returns the payload of a request whose signature does not cover it, from its header alone.
     */
    static Payload unsigned(Signable request) {
        String value = request.header(HEADER).orElse(UNSIGNED);
        if (value.equals(UNSIGNED_CHUNKS)) {
            return new Payload.UnsignedChunks();
        }
        return isHash(value) ? new Payload.Hashed(value) : new Payload.Unsigned();
    }

    /** Returns the payload for a signed value; the chain is used only if the chunks are signed. */
    static Payload signed(String value, Supplier<ChunkSignatures> chain) {
        return switch (value) {
            case UNSIGNED -> new Payload.Unsigned();
            case UNSIGNED_CHUNKS -> new Payload.UnsignedChunks();
            case SIGNED_CHUNKS -> new Payload.SignedChunks(chain.get(), false);
            case SIGNED_CHUNKS_TRAILER -> new Payload.SignedChunks(chain.get(), true);
            default -> new Payload.Hashed(value);
        };
    }

    static boolean isHash(String value) {
        return Digests.isSha256Hex(value);
    }

    /** Refuses a value that is neither a hash nor one of the words. */
    static String check(String value) {
        if (!isHash(value) && !WORDS.contains(value)) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT,
                    "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, %s, %s, %s, or a SHA-256 in hex"
                            .formatted(UNSIGNED_CHUNKS, SIGNED_CHUNKS, SIGNED_CHUNKS_TRAILER));
        }
        return value;
    }
}
