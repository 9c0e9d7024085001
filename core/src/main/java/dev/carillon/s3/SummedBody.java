package dev.carillon.s3;

import dev.carillon.http.Answer;
import dev.carillon.http.ByteRange;
import dev.carillon.signature.Checksum;
import dev.carillon.signature.ChecksumAlgorithm;
import dev.carillon.signature.Checksums;
import dev.carillon.signature.SummedStream;
import dev.carillon.signature.Upload;
import dev.carillon.store.Body;
import dev.carillon.store.KeptChecksum;
import dev.carillon.store.ObjectData;
import dev.carillon.store.StoredObject;

import java.io.InputStream;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Bodies with their entity tag and checksums, and the headers of answers with them. */
final class SummedBody {
    private static final Map<String, String> OF_NOTHING =
            Stream.of(ChecksumAlgorithm.values())
                    .collect(
                            Collectors.toUnmodifiableMap(
                                    ChecksumAlgorithm::header,
                                    algorithm ->
                                            new Checksums(Set.of(algorithm))
                                                    .of(algorithm)
                                                    .value()));

    private SummedBody() {}

    /**
     * Returns whether a header has the checksum of an empty body, which SDKs send with every call.
     */
    static boolean isOfNothing(String header, String value) {
        return value.strip().equals(OF_NOTHING.get(header));
    }

    /** Returns a client's upload, checked and summed while it is read. */
    static Body of(Upload upload) {
        return new Body() {
            @Override
            public InputStream stream() {
                return upload;
            }

            @Override
            public OptionalLong length() {
                return OptionalLong.of(upload.length());
            }

            @Override
            public String etag() {
                return HexFormat.of().formatHex(upload.md5());
            }

            @Override
            public List<KeptChecksum> checksums() {
                return upload.checksum().map(SummedBody::kept).stream().toList();
            }
        };
    }

    /**
     * Returns the data of another object, summed while it is copied: with the requested checksum,
     * or with those of the source.
     */
    static Body copy(ObjectData source, Optional<ChecksumAlgorithm> asked) {
        var algorithms = EnumSet.noneOf(ChecksumAlgorithm.class);
        asked.ifPresentOrElse(
                algorithms::add,
                () ->
                        source.object().checksums().stream()
                                .flatMap(keptChecksum ->
                                        ChecksumAlgorithm.parse(keptChecksum.algorithm()).stream())
                                .forEach(algorithms::add));
        return summed(source, new ByteRange(0, source.object().size()), algorithms);
    }

    /** Returns a range of an object's data, summed while it is read. */
    static Body summed(ObjectData from, ByteRange range, Set<ChecksumAlgorithm> algorithms) {
        var sums = new Checksums(algorithms);
        var data = new SummedStream(from.stream(range.from(), range.length()), sums);
        return new Body() {
            @Override
            public InputStream stream() {
                return data;
            }

            @Override
            public OptionalLong length() {
                return OptionalLong.of(range.length());
            }

            @Override
            public String etag() {
                return HexFormat.of().formatHex(sums.md5());
            }

            @Override
            public List<KeptChecksum> checksums() {
                return algorithms.stream().map(algorithm -> kept(sums.of(algorithm))).toList();
            }
        };
    }

    /** Adds the checksums of an object to an answer. */
    static Answer show(Answer answer, StoredObject object) {
        return showType(show(answer, object.checksums()), object);
    }

    /**
     * Adds to an answer whether an object's checksum is over the whole or over those of its parts.
     */
    static Answer showType(Answer answer, StoredObject object) {
        Answer out = answer;
        for (KeptChecksum it : object.checksums()) {
            out = out.with("x-amz-checksum-type", type(it));
        }
        return out;
    }

    /** Adds these checksums to an answer. */
    static Answer show(Answer answer, List<KeptChecksum> checksums) {
        Answer out = answer;
        for (KeptChecksum it : checksums) {
            Optional<ChecksumAlgorithm> algorithm = ChecksumAlgorithm.parse(it.algorithm());
            if (algorithm.isPresent()) {
                out = out.with(algorithm.get().header(), it.value());
            }
        }
        return out;
    }

    /** Returns whether a checksum is over the whole, or over the checksums of the parts. */
    static String type(KeptChecksum checksum) {
        return checksum.value().indexOf('-') < 0 ? "FULL_OBJECT" : "COMPOSITE";
    }

    private static KeptChecksum kept(Checksum checksum) {
        return new KeptChecksum(checksum.algorithm().name(), checksum.value());
    }
}
