package dev.carillon.s3;

import dev.carillon.http.Answer;
import dev.carillon.http.XmlElement;
import dev.carillon.http.XmlWriter;
import dev.carillon.signature.ChecksumAlgorithm;
import dev.carillon.store.Completion;
import dev.carillon.store.KeptChecksum;
import dev.carillon.store.Outcome;
import dev.carillon.store.Refusal;
import dev.carillon.store.Store;
import dev.carillon.store.StoredObject;
import dev.carillon.store.UploadInfo;
import dev.carillon.store.UploadName;
import dev.carillon.store.UploadPart;
import dev.carillon.store.Uploads;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Answers CompleteMultipartUpload. Thread-safe. */
final class CompleteCalls {
    private static final int MAX_DOCUMENT_BYTES = 4 << 20;

    private final Store store;

    CompleteCalls(Store store) {
        this.store = store;
    }

    /**
     * Answers CompleteMultipartUpload. A repeated request after the completion gets the same answer
     * if the object consists of exactly these parts and is younger than the upload.
     */
    Answer complete(S3Call call) throws IOException {
        UploadName name = UploadCalls.name(call);
        List<Listed> listed =
                listed(
                        call.withoutChecksums()
                                .xml(
                                        "CompleteMultipartUpload",
                                        Elements.PARTS,
                                        MAX_DOCUMENT_BYTES));
        var wanted =
                new Completion(
                        name,
                        listed.stream().map(Listed::named).toList(),
                        Conditions.of(call).forChange(),
                        (upload, parts) -> assemble(call, listed, upload, parts),
                        call.origin());
        Outcome<StoredObject> outcome = store.uploads().complete(wanted);
        if (outcome instanceof Outcome.Refused<StoredObject>(Refusal why)
                && why == Refusal.NO_SUCH_UPLOAD) {
            StoredObject made =
                    before(name, listed).orElseThrow(() -> new S3Exception(S3Error.NO_SUCH_UPLOAD));
            checkSums(call, made.checksums());
            return completed(call, made);
        }
        return completed(call, S3Answers.done(outcome));
    }

    /** A part in the client's list. */
    private record Listed(Completion.Named named, List<KeptChecksum> checksums) {
        static Listed of(XmlElement part) {
            String number = part.textOf("PartNumber").orElse("");
            Optional<String> etag = part.textOf("ETag");
            if (!number.matches("[0-9]{1,9}") || etag.isEmpty()) {
                throw new S3Exception(
                        S3Error.MALFORMED_XML, "Every Part has a PartNumber and an ETag");
            }
            var named =
                    new Completion.Named(Integer.parseInt(number), etag.get().replace("\"", ""));
            List<KeptChecksum> checksums =
                    Stream.of(ChecksumAlgorithm.values())
                            .flatMap(algorithm ->
                                    part
                                            .textOf("Checksum" + algorithm.name())
                                            .map(value -> new KeptChecksum(algorithm.name(), value))
                                            .stream())
                            .toList();
            return new Listed(named, checksums);
        }

        /**
         * Returns whether the given checksums equal those of the part; a kind that the part does
         * not have is ignored.
         */
        boolean fits(UploadPart part) {
            return checksums.stream()
                    .allMatch(given ->
                            part.checksums().stream()
                                    .filter(keptChecksum ->
                                            keptChecksum.algorithm().equals(given.algorithm()))
                                    .allMatch(given::equals));
        }
    }

    private static List<Listed> listed(XmlElement document) {
        List<XmlElement> parts = document.children("Part");
        if (parts.isEmpty() || parts.size() > Uploads.MAX_PARTS) {
            throw new S3Exception(
                    S3Error.MALFORMED_XML,
                    "CompleteMultipartUpload takes 1 to " + Uploads.MAX_PARTS + " Part elements");
        }
        return parts.stream().map(Listed::of).toList();
    }

    private static Completion.Sums assemble(
            S3Call call, List<Listed> listed, UploadInfo upload, List<UploadPart> parts) {
        for (int i = 0; i < parts.size(); i++) {
            if (!listed.get(i).fits(parts.get(i))) {
                throw new S3Exception(S3Error.INVALID_PART);
            }
        }
        checkSize(call, parts.stream().mapToLong(UploadPart::size).sum());
        ChecksumPlan.Joined sums =
                ChecksumPlan.read(upload.checksum())
                        .map(asked -> asked.join(parts))
                        .orElse(ChecksumPlan.Joined.NONE);
        checkSums(call, sums.whole());
        String etag =
                ChecksumPlan.etag(parts.stream().map(UploadPart::etag).toList())
                        .orElseThrow(() -> new S3Exception(S3Error.INVALID_PART));
        return new Completion.Sums(etag, sums.whole(), sums.parts());
    }

    private static void checkSize(S3Call call, long size) {
        Optional<String> expected = call.header("x-amz-mp-object-size");
        if (expected.isPresent() && !expected.get().strip().equals(Long.toString(size))) {
            throw new S3Exception(
                    S3Error.INVALID_REQUEST,
                    "x-amz-mp-object-size is not the size of the parts together, " + size);
        }
    }

    /**
     * Checks the client's values for the whole object against the known ones: its checksum, with or
     * without the number of parts appended, and its kind.
     */
    private static void checkSums(S3Call call, List<KeptChecksum> known) {
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            call.header(algorithm.header())
                    .ifPresent(header -> checkSum(algorithm, header.strip(), known));
        }
        Optional<String> type = call.header("x-amz-checksum-type").map(String::strip);
        if (type.isPresent()
                && known.stream()
                        .noneMatch(
                                keptChecksum -> SummedBody.type(keptChecksum).equals(type.get()))) {
            throw new S3Exception(
                    S3Error.INVALID_REQUEST,
                    "x-amz-checksum-type is not the one that CreateMultipartUpload asked for: "
                            + type.get());
        }
    }

    private static void checkSum(
            ChecksumAlgorithm algorithm, String given, List<KeptChecksum> known) {
        KeptChecksum computed =
                known.stream()
                        .filter(keptChecksum -> keptChecksum.algorithm().equals(algorithm.name()))
                        .findFirst()
                        .orElseThrow(() ->
                                new S3Exception(
                                        S3Error.INVALID_REQUEST,
                                        "The object has no %s checksum: ask for one when the upload is created"
                                                .formatted(algorithm)));
        if (!given.equals(computed.value()) && !computed.value().startsWith(given + "-")) {
            throw new S3Exception(
                    S3Error.BAD_DIGEST,
                    "The " + algorithm + " you specified did not match the calculated checksum.");
        }
    }

    private Optional<StoredObject> before(UploadName name, List<Listed> listed) {
        Optional<String> etag =
                ChecksumPlan.etag(listed.stream().map(found -> found.named().etag()).toList());
        return switch (store.reads().head(name.bucket(), name.key())) {
            case Outcome.Refused<StoredObject> _ -> Optional.empty();
            case Outcome.Done<StoredObject>(StoredObject object) ->
                    Optional.of(object)
                            .filter(storedObject -> storedObject.stamp() > name.id())
                            .filter(storedObject ->
                                    etag.filter(storedObject.etag()::equals).isPresent());
        };
    }

    private static Answer completed(S3Call call, StoredObject made) {
        XmlWriter out =
                S3Answers.document("CompleteMultipartUploadResult")
                        .element("Location", location(call))
                        .element("Bucket", call.bucket())
                        .element("Key", call.key())
                        .element("ETag", S3Answers.quoted(made.etag()));
        PartCalls.checksums(out, made.checksums());
        made.checksums()
                .forEach(
                        keptChecksum -> out.element("ChecksumType", SummedBody.type(keptChecksum)));
        return VersionIds.addTo(S3Answers.xml(out), made);
    }

    private static String location(S3Call call) {
        String scheme = call.request().peer().secure() ? "https://" : "http://";
        return scheme + call.header("host").orElse(call.host()) + call.request().rawPath();
    }
}
