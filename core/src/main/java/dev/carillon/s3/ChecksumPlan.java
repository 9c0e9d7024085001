package dev.carillon.s3;

import dev.carillon.http.Answer;
import dev.carillon.http.XmlWriter;
import dev.carillon.signature.Checksum;
import dev.carillon.signature.ChecksumAlgorithm;
import dev.carillon.signature.Checksums;
import dev.carillon.signature.WholeChecksum;
import dev.carillon.store.KeptChecksum;
import dev.carillon.store.UploadPart;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The kind of checksum for an object made of parts.
 *
 * @param full over all the data, otherwise over the checksums of the parts
 */
record ChecksumPlan(ChecksumAlgorithm algorithm, boolean full) {
    private static final String FULL = "FULL_OBJECT";
    private static final String COMPOSITE = "COMPOSITE";
    private static final int MD5_TEXT = 32;

    /** Returns the checksum that the headers of a request to start an upload ask for. */
    static Optional<ChecksumPlan> asked(S3Call call) {
        Optional<ChecksumAlgorithm> algorithm = PutCalls.algorithm(call);
        Optional<String> type = call.header("x-amz-checksum-type");
        if (type.isPresent() && algorithm.isEmpty()) {
            throw new S3Exception(
                    S3Error.INVALID_REQUEST,
                    "x-amz-checksum-type needs x-amz-checksum-algorithm next to it");
        }
        return algorithm.map(checksumAlgorithm -> of(checksumAlgorithm, type));
    }

    /** Reads the text that {@link #text} returned. */
    static Optional<ChecksumPlan> read(String text) {
        int blank = text.indexOf(' ');
        return blank < 0
                ? Optional.empty()
                : ChecksumAlgorithm.parse(text.substring(0, blank))
                        .map(algorithm -> new ChecksumPlan(algorithm, text.endsWith(FULL)));
    }

    /** Returns the text that the store keeps. */
    String text() {
        return algorithm.name() + " " + type();
    }

    /** Adds the plan to an answer. */
    Answer show(Answer answer) {
        return answer.with("x-amz-checksum-algorithm", algorithm.name())
                .with("x-amz-checksum-type", type());
    }

    /** Adds the plan to a document. */
    XmlWriter show(XmlWriter out) {
        return out.element("ChecksumAlgorithm", algorithm.name()).element("ChecksumType", type());
    }

    /**
     * The checksums of an object made of parts.
     *
     * @param whole empty if one of the parts came without a checksum
     * @param parts of each part; empty if {@code whole} is
     */
    record Joined(List<KeptChecksum> whole, List<KeptChecksum> parts) {
        static final Joined NONE = new Joined(List.of(), List.of());

        Joined {
            whole = List.copyOf(whole);
            parts = List.copyOf(parts);
        }
    }

    /** Joins the checksums of all parts; returns none if one is missing. */
    Joined join(List<UploadPart> parts) {
        List<WholeChecksum.Part> summed =
                parts.stream().flatMap(uploadPart -> summed(uploadPart).stream()).toList();
        if (summed.size() < parts.size()) {
            return Joined.NONE;
        }
        String value =
                full
                        ? WholeChecksum.full(algorithm, summed).value()
                        : WholeChecksum.composite(algorithm, summed);
        return new Joined(
                List.of(new KeptChecksum(algorithm.name(), value)),
                summed.stream()
                        .map(part -> new KeptChecksum(algorithm.name(), part.checksum().value()))
                        .toList());
    }

    /**
     * Returns the entity tag of an object made of parts: MD5 of the parts' MD5s, and the number of
     * parts.
     *
     * @return empty if one of these is not an MD5
     */
    static Optional<String> etag(List<String> parts) {
        var sums = new Checksums(Set.of());
        for (String part : parts) {
            if (!part.matches("[0-9a-f]{" + MD5_TEXT + "}")) {
                return Optional.empty();
            }
            sums.update(HexFormat.of().parseHex(part), 0, MD5_TEXT / 2);
        }
        return Optional.of(HexFormat.of().formatHex(sums.md5()) + "-" + parts.size());
    }

    private Optional<WholeChecksum.Part> summed(UploadPart part) {
        return part.checksums().stream()
                .filter(keptChecksum -> keptChecksum.algorithm().equals(algorithm.name()))
                .map(keptChecksum ->
                        new WholeChecksum.Part(
                                new Checksum(algorithm, keptChecksum.value()), part.size()))
                .findFirst();
    }

    private String type() {
        return full ? FULL : COMPOSITE;
    }

    private static ChecksumPlan of(ChecksumAlgorithm algorithm, Optional<String> type) {
        boolean usual = algorithm == ChecksumAlgorithm.CRC64NVME;
        boolean full = type.map(ChecksumPlan::full).orElse(usual);
        if (full ? !WholeChecksum.joins(algorithm) : usual) {
            throw new S3Exception(
                    S3Error.INVALID_REQUEST,
                    "The "
                            + (full ? FULL : COMPOSITE)
                            + " checksum type cannot be used with "
                            + algorithm);
        }
        return new ChecksumPlan(algorithm, full);
    }

    private static boolean full(String type) {
        return switch (type) {
            case FULL -> true;
            case COMPOSITE -> false;
            default ->
                    throw new S3Exception(
                            S3Error.INVALID_REQUEST,
                            "x-amz-checksum-type must be " + COMPOSITE + " or " + FULL);
        };
    }
}
