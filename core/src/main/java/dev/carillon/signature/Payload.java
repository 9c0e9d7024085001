package dev.carillon.signature;

/** The statement of a request's signature about its body. {@link Upload} reads the body. */
public sealed interface Payload {
    /** The signature does not cover the body. */
    record Unsigned() implements Payload {}

    /**
     * The signature covers the body's SHA-256.
     *
     * @param sha256 64 lower-case hex digits
     */
    record Hashed(String sha256) implements Payload {}

    /** The body comes in {@code aws-chunked} form without signatures, and trailers may follow. */
    record UnsignedChunks() implements Payload {}

    /**
     * The body comes in {@code aws-chunked} form; each chunk is signed in a chain that starts with
     * the request's own signature.
     *
     * @param trailers whether signed trailers follow the last chunk
     */
    record SignedChunks(ChunkSignatures chain, boolean trailers) implements Payload {}

    /**
     * Returns the payload of a request that is not signed, or whose signature does not cover its
     * body.
     */
    static Payload ofUnsigned(Signable request) {
        return PayloadHash.unsigned(request);
    }
}
