package dev.carillon.s3;

import dev.carillon.http.Answer;
import dev.carillon.http.ByteRange;
import dev.carillon.http.XmlWriter;
import dev.carillon.signature.ChecksumAlgorithm;
import dev.carillon.signature.Upload;
import dev.carillon.store.BucketInfo;
import dev.carillon.store.KeptChecksum;
import dev.carillon.store.ObjectData;
import dev.carillon.store.Store;
import dev.carillon.store.UploadInfo;
import dev.carillon.store.UploadName;
import dev.carillon.store.UploadPart;
import dev.carillon.store.Uploads;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers UploadPart, UploadPartCopy and ListParts. Thread-safe. */
final class PartCalls {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,18})-(\\d{1,18})");

    private final Store store;

    PartCalls(Store store) {
        this.store = store;
    }

    /** Answers UploadPart. */
    Answer put(S3Call call) throws IOException {
        int number = number(call);
        UploadName name = UploadCalls.name(call);
        Upload upload = call.upload();
        PutCalls.checkLength(upload.length());
        UploadPart part = S3Answers.done(store.uploads().part(name, number, SummedBody.of(upload)));
        var answer = Answer.of(200).with("ETag", S3Answers.quoted(part.etag()));
        return SummedBody.show(answer, part.checksums());
    }

    /** Answers UploadPartCopy. */
    Answer copy(S3Call call) throws IOException {
        int number = number(call);
        UploadName name = UploadCalls.name(call);
        UploadInfo upload = S3Answers.done(store.uploads().find(name));
        CopySource from = CopySource.of(call);
        try (ObjectData source = from.open(store)) {
            Conditions.ofCopySource(call).checkSource(source.object());
            ByteRange range = range(call, source.object().size());
            PutCalls.checkLength(range.length());
            Set<ChecksumAlgorithm> sums =
                    ChecksumPlan.read(upload.checksum())
                            .map(checksumPlan -> Set.of(checksumPlan.algorithm()))
                            .orElse(Set.of());
            var body = SummedBody.summed(source, range, sums);
            return copied(S3Answers.done(store.uploads().part(name, number, body)));
        }
    }

    /** Answers ListParts. */
    Answer list(S3Call call) {
        int after = marker(call);
        int max = ListCalls.max(call, "max-parts");
        UploadName name = UploadCalls.name(call);
        BucketInfo bucket = S3Answers.done(store.buckets().head(call.bucket()));
        var page = S3Answers.done(store.uploadListing().parts(name, after, max));
        XmlWriter out =
                S3Answers.document("ListPartsResult")
                        .element("Bucket", call.bucket())
                        .element("Key", call.key())
                        .element("UploadId", UploadCalls.text(name.id()));
        UploadCalls.people(out, page.upload(), bucket.owner());
        ChecksumPlan.read(page.upload().checksum())
                .ifPresent(checksumPlan -> checksumPlan.show(out));
        int last = page.parts().isEmpty() ? after : page.parts().getLast().number();
        out.element("PartNumberMarker", after)
                .element("NextPartNumberMarker", last)
                .element("MaxParts", max)
                .element("IsTruncated", page.more());
        page.parts().forEach(uploadPart -> part(out, uploadPart));
        return S3Answers.xml(out);
    }

    /** Writes the elements for checksums. */
    static void checksums(XmlWriter out, List<KeptChecksum> checksums) {
        checksums.forEach(keptChecksum ->
                out.element("Checksum" + keptChecksum.algorithm(), keptChecksum.value()));
    }

    private static void part(XmlWriter out, UploadPart part) {
        out.open("Part")
                .element("PartNumber", part.number())
                .element("LastModified", S3Answers.xmlDate(part.modified()))
                .element("ETag", S3Answers.quoted(part.etag()))
                .element("Size", part.size());
        checksums(out, part.checksums());
        out.close();
    }

    private static Answer copied(UploadPart part) {
        XmlWriter out =
                S3Answers.document("CopyPartResult")
                        .element("LastModified", S3Answers.xmlDate(part.modified()))
                        .element("ETag", S3Answers.quoted(part.etag()));
        checksums(out, part.checksums());
        return S3Answers.xml(out);
    }

    private static int number(S3Call call) {
        String text = call.query().first("partNumber").orElse("");
        int number = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        if (number < 1 || number > Uploads.MAX_PARTS) {
            throw new S3Exception(
                    S3Error.INVALID_ARGUMENT,
                    "Part number must be an integer between 1 and 10000, inclusive");
        }
        return number;
    }

    private static int marker(S3Call call) {
        String text =
                call.query()
                        .first("part-number-marker")
                        .filter(first -> !first.isEmpty())
                        .orElse("0");
        if (!text.matches("[0-9]{1,9}")) {
            throw new S3Exception(
                    S3Error.INVALID_ARGUMENT, "part-number-marker must be a number from 0 on");
        }
        return Integer.parseInt(text);
    }

    private static ByteRange range(S3Call call, long size) {
        Optional<String> header = call.header("x-amz-copy-source-range");
        if (header.isEmpty()) {
            return new ByteRange(0, size);
        }
        Matcher form = RANGE.matcher(header.get().strip());
        if (!form.matches()) {
            throw new S3Exception(
                    S3Error.INVALID_ARGUMENT,
                    "x-amz-copy-source-range must be bytes=first-last, with both numbers");
        }
        long first = Long.parseLong(form.group(1));
        long last = Long.parseLong(form.group(2));
        if (first > last || last >= size) {
            throw new S3Exception(
                    S3Error.INVALID_ARGUMENT,
                    "Range specified is not valid for source object of size: " + size);
        }
        return new ByteRange(first, last - first + 1);
    }
}
