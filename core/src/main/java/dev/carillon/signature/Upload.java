package dev.carillon.signature;

import static dev.carillon.signature.RefusalCode.BAD_DIGEST;
import static dev.carillon.signature.RefusalCode.INCOMPLETE_BODY;
import static dev.carillon.signature.RefusalCode.MALFORMED_TRAILER;
import static dev.carillon.signature.RefusalCode.X_AMZ_CONTENT_SHA256_MISMATCH;

import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The body of an upload, decoded if it comes in {@code aws-chunked} form, and checked against
 * everything that its sender signed or announced: length, payload hash, chunk signatures, trailers,
 * Content-MD5, checksum. Not thread-safe.
 *
 * <p>The data is trustworthy only after it has been read to the end ({@code read} returned -1);
 * until then a check may still fail. After that {@link #md5} and {@link #checksum} are known. Every
 * read may throw {@link RefusedException}, and {@link IOException} as the underlying stream does.
 */
public final class Upload extends InputStream {
    private final Payload payload;
    private final AnnouncedBody announcedBody;
    private final InputStream from;
    private final Checksums checksums;
    private long taken;
    private boolean ended;
    private byte[] md5 = {};
    private Optional<Checksum> checksum = Optional.empty();

    private Upload(Payload payload, AnnouncedBody announcedBody, InputStream from) {
        this.payload = payload;
        this.announcedBody = announcedBody;
        this.from = from;
        this.checksums = new Checksums(algorithms(payload, announcedBody));
    }

    /**
     * Reads the announcements in the headers; the body is not read yet.
     *
     * @param body as received
     * @throws RefusedException if the headers contradict each other, or the length is missing
     */
    public static Upload open(Signable request, Payload payload, InputStream body) {
        return switch (payload) {
            case Payload.Unsigned _, Payload.Hashed _ ->
                    new Upload(payload, AnnouncedBody.of(request, false), body);
            case Payload.UnsignedChunks _ -> chunked(request, payload, body, Optional.empty());
            case Payload.SignedChunks(ChunkSignatures chain, boolean trailers) -> {
                if (trailers) {
                    checkAnnounced(request);
                }
                yield chunked(request, payload, body, Optional.of(chain));
            }
        };
    }

    /**
     * Requires the announcement of a signed trailer, because an attacker could otherwise remove it
     * unnoticed.
     */
    private static void checkAnnounced(Signable request) {
        if (AnnouncedBody.of(request, true).announced().isEmpty()) {
            throw new RefusedException(
                    MALFORMED_TRAILER,
                    "The body is announced with a signed trailer, and x-amz-trailer names none");
        }
    }

    private static Upload chunked(
            Signable request, Payload payload, InputStream body, Optional<ChunkSignatures> chain) {
        var announcedBody = AnnouncedBody.of(request, true);
        var framing =
                new AwsChunkedStream.Framing(
                        announcedBody.length(), chain, announcedBody.announced());
        return new Upload(payload, announcedBody, new AwsChunkedStream(body, framing));
    }

    /** Returns the announced length of the decoded data in bytes; more or less data is refused. */
    public long length() {
        return announcedBody.length();
    }

    /**
     * Returns the MD5 of the data: 16 bytes.
     *
     * @throws IllegalStateException if the end was not reached yet
     */
    public byte[] md5() {
        checkEnded();
        return md5.clone();
    }

    /**
     * Returns the checksum that the sender gave, after it was found correct; empty if none was
     * given.
     *
     * @throws IllegalStateException if the end was not reached yet
     */
    public Optional<Checksum> checksum() {
        checkEnded();
        return checksum;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (ended) {
            return -1;
        }
        int count = from.read(to, offset, length);
        if (count < 0) {
            end();
            return -1;
        }
        taken += count;
        checksums.update(to, offset, count);
        return count;
    }

    private void end() {
        if (taken != announcedBody.length()) {
            throw new RefusedException(
                    INCOMPLETE_BODY,
                    "The body has %d bytes where %d were announced. Send it again."
                            .formatted(taken, announcedBody.length()));
        }
        checkHash();
        checkMd5();
        checkChecksum();
        ended = true;
    }

    private void checkHash() {
        if (payload instanceof Payload.Hashed(String sha256)
                && !sha256.equals(checksums.sha256Hex())) {
            throw new RefusedException(
                    X_AMZ_CONTENT_SHA256_MISMATCH,
                    "The provided 'x-amz-content-sha256' header does not match what was computed.");
        }
    }

    private void checkMd5() {
        md5 = checksums.md5();
        String computed = Base64.getEncoder().encodeToString(md5);
        if (announcedBody.md5().isPresent() && !announcedBody.md5().get().equals(computed)) {
            throw new RefusedException(
                    BAD_DIGEST, "The Content-MD5 you specified did not match what we received.");
        }
    }

    private void checkChecksum() {
        checksum = announcedBody.checksum().or(this::trailed);
        if (checksum.isEmpty()) {
            return;
        }
        var algorithm = checksum.get().algorithm();
        if (!checksums.of(algorithm).equals(checksum.get())) {
            throw new RefusedException(
                    BAD_DIGEST,
                    "The %s you specified did not match the calculated checksum."
                            .formatted(algorithm));
        }
    }

    private Optional<Checksum> trailed() {
        return from instanceof AwsChunkedStream chunks
                ? announcedBody
                        .trailing()
                        .map(algorithm ->
                                AnnouncedBody.parse(
                                        algorithm,
                                        chunks.trailers().getOrDefault(algorithm.header(), "")))
                : Optional.empty();
    }

    private void checkEnded() {
        if (!ended) {
            throw new IllegalStateException("the upload was not read to its end");
        }
    }

    private static Set<ChecksumAlgorithm> algorithms(Payload payload, AnnouncedBody announcedBody) {
        var algorithms = EnumSet.noneOf(ChecksumAlgorithm.class);
        announcedBody.checksum().ifPresent(checksum -> algorithms.add(checksum.algorithm()));
        announcedBody.trailing().ifPresent(algorithms::add);
        if (payload instanceof Payload.Hashed) {
            algorithms.add(ChecksumAlgorithm.SHA256);
        }
        return algorithms;
    }
}
