package dev.carillon.signature;

/** What a request's signature says about its body. See {@link Upload} for reading one. */
public sealed interface Payload {
    /** The signature does not cover the body. */
    record Unsigned() implements Payload {}

    /**
     * The body's SHA-256 was signed.
     *
     * @param sha256 64 lower-case hex digits
     */
    record Hashed(String sha256) implements Payload {}

    /** The body comes in {@code aws-chunked} pieces without signatures, and trailers may follow. */
    record UnsignedChunks() implements Payload {}

    /**
     * The body comes in {@code aws-chunked} pieces, each signed in a chain that starts with the
     * request's own signature.
     *
     * @param trailers whether signed trailers follow the last piece
     */
    record SignedChunks(ChunkSignatures chain, boolean trailers) implements Payload {}

    /** The payload of a request that is not signed, or whose signature does not cover its body. */
    static Payload ofUnsigned(Signable request) {
        return PayloadHash.unsigned(request);
    }
}
