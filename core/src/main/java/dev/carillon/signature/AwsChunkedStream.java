package dev.carillon.signature;

import static dev.carillon.signature.RefusalCode.INCOMPLETE_BODY;
import static dev.carillon.signature.RefusalCode.INVALID_CHUNK_SIZE;
import static dev.carillon.signature.RefusalCode.INVALID_REQUEST;
import static dev.carillon.signature.RefusalCode.MALFORMED_TRAILER;
import static dev.carillon.signature.RefusalCode.SIGNATURE_DOES_NOT_MATCH;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Decodes an {@code aws-chunked} body and checks it while it is read: sizes, signatures, trailers
 * and the announced length. The data is trustworthy only after the end was reached. Not
 * thread-safe.
 *
 * <p>A chunk's head is at most 1 KiB, the trailers are at most 16 lines of 4 KiB.
 */
final class AwsChunkedStream extends InputStream {
    private static final int MAX_HEAD_BYTES = 1_024;
    private static final int MAX_TRAILER_BYTES = 4_096;
    private static final int MAX_TRAILERS = 16;
    private static final String SIZE = "[0-9a-fA-F]{1,15}";
    private static final String CHUNK_SIGNATURE = "chunk-signature=";
    private static final String TRAILER_SIGNATURE = "x-amz-trailer-signature";

    private final BufferedInputStream from;
    private final Framing framing;
    private final MessageDigest digest = Digests.digest("SHA-256");
    private final SortedMap<String, String> trailers = new TreeMap<>();
    private String signature = "";
    private long lengthLeft;
    private long chunkLeft;
    private boolean ended;

    /**
     * The framing of a body.
     *
     * @param length of the decoded data, as announced
     * @param chain checks the chunks' signatures; empty if they have none
     * @param announced the trailers' names, in lower case
     */
    record Framing(long length, Optional<ChunkSignatures> chain, Set<String> announced) {}

    AwsChunkedStream(InputStream from, Framing framing) {
        this.from = new BufferedInputStream(from);
        this.framing = framing;
        this.lengthLeft = framing.length();
    }

    /** Returns the received trailers, names in lower case; complete after the end was reached. */
    Map<String, String> trailers() {
        return trailers;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (chunkLeft == 0 && !ended) {
            beginChunk();
        }
        if (ended) {
            return -1;
        }
        int count = from.read(to, offset, (int) Math.min(length, chunkLeft));
        if (count < 0) {
            throw cutOff();
        }
        took(to, offset, count);
        return count;
    }

    private void took(byte[] data, int offset, int count) throws IOException {
        if (framing.chain().isPresent()) {
            digest.update(data, offset, count);
        }
        chunkLeft -= count;
        lengthLeft -= count;
        if (chunkLeft == 0) {
            if (!line(2, INVALID_CHUNK_SIZE).isEmpty()) {
                throw new RefusedException(
                        INVALID_CHUNK_SIZE, "A chunk is longer than its head says");
            }
            checkChunk();
        }
    }

    private void beginChunk() throws IOException {
        String head = line(MAX_HEAD_BYTES, INVALID_CHUNK_SIZE);
        int semicolon = head.indexOf(';');
        String size = semicolon < 0 ? head : head.substring(0, semicolon);
        if (!size.matches(SIZE)) {
            throw new RefusedException(
                    INVALID_CHUNK_SIZE, "A chunk must begin with its size in hex digits");
        }
        chunkLeft = Long.parseLong(size, 16);
        if (chunkLeft > lengthLeft) {
            throw new RefusedException(
                    INVALID_CHUNK_SIZE,
                    "The chunks hold more than x-amz-decoded-content-length says");
        }
        signature = signature(semicolon < 0 ? "" : head.substring(semicolon + 1));
        if (chunkLeft == 0) {
            end();
        }
    }

    private String signature(String extension) {
        if (framing.chain().isEmpty()) {
            return "";
        }
        if (!extension.startsWith(CHUNK_SIGNATURE)) {
            throw new RefusedException(
                    SIGNATURE_DOES_NOT_MATCH, "A chunk lacks its chunk-signature");
        }
        return extension.substring(CHUNK_SIGNATURE.length());
    }

    private void end() throws IOException {
        if (lengthLeft > 0) {
            throw new RefusedException(
                    INCOMPLETE_BODY,
                    "The chunks hold %d bytes less than x-amz-decoded-content-length says"
                            .formatted(lengthLeft));
        }
        checkChunk();
        readTrailers();
        if (from.read() >= 0) {
            throw new RefusedException(INVALID_REQUEST, "More bytes follow the last chunk");
        }
        ended = true;
    }

    private void checkChunk() {
        framing.chain()
                .ifPresent(signatures -> {
                    String right = signatures.next(HexFormat.of().formatHex(digest.digest()));
                    check(right, signature, "chunk");
                });
    }

    private void readTrailers() throws IOException {
        String sent = "";
        for (String line = line(MAX_TRAILER_BYTES, MALFORMED_TRAILER); !line.isEmpty(); ) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw malformed("A trailer must be NAME:VALUE");
            }
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            String value = line.substring(colon + 1).replaceAll("^ +| +$", "");
            if (name.equals(TRAILER_SIGNATURE)) {
                sent = value;
            } else {
                add(name, value);
            }
            line = line(MAX_TRAILER_BYTES, MALFORMED_TRAILER);
        }
        checkTrailers(sent);
    }

    private void add(String name, String value) {
        if (!framing.announced().contains(name)) {
            throw malformed("The trailer " + name + " is not announced in x-amz-trailer");
        }
        if (trailers.size() == MAX_TRAILERS || trailers.put(name, value) != null) {
            throw malformed("The trailer " + name + " comes twice");
        }
    }

    private void checkTrailers(String sent) {
        if (!trailers.keySet().equals(framing.announced())) {
            throw malformed("Not every trailer that x-amz-trailer announces has come");
        }
        if (framing.chain().isPresent() && !trailers.isEmpty()) {
            var text = new StringBuilder();
            trailers.forEach((name, value) -> text.append(name + ":" + value + "\n"));
            String right = framing.chain().get().ofTrailers(Digests.sha256Hex(text.toString()));
            check(right, sent, "trailer");
        }
    }

    private static void check(String right, String sent, String what) {
        if (!Digests.sameText(right, sent)) {
            throw new RefusedException(
                    SIGNATURE_DOES_NOT_MATCH,
                    "The signature of a %s does not match its content; check key and signing method"
                            .formatted(what));
        }
    }

    /** Reads up to a line feed; a carriage return before it is dropped. */
    private String line(int limit, RefusalCode tooLong) throws IOException {
        byte[] bytes = new byte[limit];
        int length = 0;
        for (int next = from.read(); next != '\n'; next = from.read()) {
            if (next < 0) {
                throw cutOff();
            }
            if (length == limit) {
                throw new RefusedException(
                        tooLong, "The head of a chunk, its end or a trailer is too long");
            }
            bytes[length++] = (byte) next;
        }
        boolean returned = length > 0 && bytes[length - 1] == '\r';
        return new String(bytes, 0, returned ? length - 1 : length, StandardCharsets.UTF_8);
    }

    private static RefusedException cutOff() {
        return new RefusedException(
                INCOMPLETE_BODY, "The body ends before its last chunk. Send it again.");
    }

    private static RefusedException malformed(String message) {
        return new RefusedException(MALFORMED_TRAILER, message);
    }
}
