package dev.carillon.signature;

import static dev.carillon.signature.RefusalCode.INVALID_DIGEST;
import static dev.carillon.signature.RefusalCode.INVALID_REQUEST;
import static dev.carillon.signature.RefusalCode.MISSING_CONTENT_LENGTH;

import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The properties of an upload's body that its headers announce.
 *
 * @param length in bytes, decoded
 * @param md5 of Content-MD5, in Base64
 * @param checksum sent in a header
 * @param trailing the algorithm of the checksum that follows in a trailer
 */
record AnnouncedBody(
        long length,
        Optional<String> md5,
        Optional<Checksum> checksum,
        Optional<ChecksumAlgorithm> trailing) {
    private static final int MD5_BYTES = 16;

    /** More would not fit into a long. */
    private static final int MAX_LENGTH_DIGITS = 18;

    private static final ChecksumAlgorithm[] ALGORITHMS = ChecksumAlgorithm.values();
    private static final String DECODED_LENGTH = "x-amz-decoded-content-length";
    private static final String SDK_ALGORITHM = "x-amz-sdk-checksum-algorithm";

    /**
     * Reads the headers.
     *
     * @param chunked whether the body is in {@code aws-chunked} form
     */
    static AnnouncedBody of(Signable request, boolean chunked) {
        var expected =
                new AnnouncedBody(
                        length(request, chunked),
                        md5(request),
                        checksum(request),
                        chunked ? trailing(request) : Optional.empty());
        expected.checkAlgorithm(request);
        if (!chunked && request.header("x-amz-trailer").isPresent()) {
            throw new RefusedException(
                    INVALID_REQUEST,
                    "x-amz-trailer announces a trailer, and the body is not sent in the aws-chunked"
                            + " form that has trailers");
        }
        return expected;
    }

    /** Returns the names of the expected trailers. */
    Set<String> announced() {
        return trailing.map(algorithm -> Set.of(algorithm.header())).orElse(Set.of());
    }

    private static long length(Signable request, boolean chunked) {
        String header = chunked ? DECODED_LENGTH : "content-length";
        String text = request.header(header).orElse("");
        if (!isLength(text)) {
            throw new RefusedException(
                    MISSING_CONTENT_LENGTH,
                    "You must provide the %s HTTP header, in bytes".formatted(header));
        }
        return Long.parseLong(text);
    }

    private static boolean isLength(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH_DIGITS) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static Optional<String> md5(Signable request) {
        Optional<String> value = request.header("content-md5").map(String::strip);
        if (value.isPresent() && !isBase64(value.get(), MD5_BYTES)) {
            throw new RefusedException(
                    INVALID_DIGEST,
                    "The Content-MD5 you specified is not valid: it must be 16 bytes in Base64");
        }
        return value;
    }

    private static Optional<Checksum> checksum(Signable request) {
        Optional<Checksum> found = Optional.empty();
        for (ChecksumAlgorithm algorithm : ALGORITHMS) {
            Optional<String> sent = request.header(algorithm.header());
            if (sent.isEmpty()) {
                continue;
            }
            Checksum parsed = parse(algorithm, sent.get());
            if (found.isPresent()) {
                throw new RefusedException(
                        INVALID_REQUEST,
                        "Expecting a single x-amz-checksum- header. Multiple checksum types are not"
                                + " allowed.");
            }
            found = Optional.of(parsed);
        }
        return found;
    }

    /** Reads a checksum as clients write it, and checks its length. */
    static Checksum parse(ChecksumAlgorithm algorithm, String text) {
        String value = text.strip();
        if (!isBase64(value, algorithm.bytes())) {
            throw new RefusedException(
                    INVALID_REQUEST, "Value for " + algorithm.header() + " header is invalid.");
        }
        return new Checksum(algorithm, value);
    }

    private static Optional<ChecksumAlgorithm> trailing(Signable request) {
        List<String> names =
                request.headers("x-amz-trailer").stream()
                        .flatMap(header -> Stream.of(header.split(",", -1)))
                        .map(header -> header.strip().toLowerCase(Locale.ROOT))
                        .filter(header -> !header.isEmpty())
                        .toList();
        if (names.isEmpty()) {
            return Optional.empty();
        }
        Optional<ChecksumAlgorithm> found =
                Stream.of(ChecksumAlgorithm.values())
                        .filter(algorithm -> algorithm.header().equals(names.getFirst()))
                        .findFirst();
        if (names.size() > 1 || found.isEmpty()) {
            throw new RefusedException(
                    INVALID_REQUEST,
                    "x-amz-trailer must name one of "
                            + Stream.of(ChecksumAlgorithm.values())
                                    .map(ChecksumAlgorithm::header)
                                    .collect(Collectors.joining(", ")));
        }
        return found;
    }

    private void checkAlgorithm(Signable request) {
        Optional<String> name = request.header(SDK_ALGORITHM);
        if (name.isEmpty()) {
            return;
        }
        Optional<ChecksumAlgorithm> announced = ChecksumAlgorithm.parse(name.get().strip());
        Optional<ChecksumAlgorithm> sent = checksum.map(Checksum::algorithm).or(() -> trailing);
        if (announced.isEmpty() || !announced.equals(sent)) {
            throw new RefusedException(
                    INVALID_REQUEST,
                    "%s specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found."
                            .formatted(SDK_ALGORITHM));
        }
    }

    private static boolean isBase64(String text, int bytes) {
        try {
            return Base64.getDecoder().decode(text).length == bytes;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
