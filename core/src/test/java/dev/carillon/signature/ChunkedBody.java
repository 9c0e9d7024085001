package dev.carillon.signature;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/** Writes {@code aws-chunked} bodies, valid and invalid ones. */
final class ChunkedBody {
    static final Scope SCOPE = new Scope("20130524", "us-east-1", "s3");
    static final String SEED = "0".repeat(64);

    private static final Secret SECRET = Secret.of("secret");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Optional<ChunkSignatures> chain;

    private ChunkedBody(Optional<ChunkSignatures> chain) {
        this.chain = chain;
    }

    static ChunkSignatures newChain() {
        var key = SigningKeys.derive(SECRET, SCOPE);
        return new ChunkSignatures(key, "20130524T000000Z", SCOPE, SEED);
    }

    static ChunkedBody signed() {
        return new ChunkedBody(Optional.of(newChain()));
    }

    static ChunkedBody unsigned() {
        return new ChunkedBody(Optional.empty());
    }

    ChunkedBody chunk(byte[] data) {
        head(data);
        out.writeBytes(data);
        return raw("\r\n");
    }

    /** Writes the last chunk; trailers or the final line follow. */
    ChunkedBody last() {
        head(new byte[0]);
        return this;
    }

    ChunkedBody trailer(String name, String value) {
        raw(name + ":" + value + "\r\n");
        chain.ifPresent(signatures ->
                raw(
                        "x-amz-trailer-signature:"
                                + signatures.ofTrailers(
                                        Digests.sha256Hex(name + ":" + value + "\n"))
                                + "\r\n"));
        return this;
    }

    ChunkedBody raw(String text) {
        out.writeBytes(text.getBytes(US_ASCII));
        return this;
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    private void head(byte[] data) {
        String signature =
                chain.map(signatures ->
                                ";chunk-signature=" + signatures.next(Digests.sha256Hex(data)))
                        .orElse("");
        raw(Integer.toHexString(data.length) + signature + "\r\n");
    }
}
