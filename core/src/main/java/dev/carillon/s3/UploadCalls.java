package dev.carillon.s3;

import dev.carillon.http.Answer;
import dev.carillon.http.XmlWriter;
import dev.carillon.signature.Percent;
import dev.carillon.store.BucketInfo;
import dev.carillon.store.ListQuery;
import dev.carillon.store.Store;
import dev.carillon.store.UploadInfo;
import dev.carillon.store.UploadListing;
import dev.carillon.store.UploadName;
import dev.carillon.store.UploadStart;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Answers CreateMultipartUpload, AbortMultipartUpload and ListMultipartUploads. Thread-safe. */
final class UploadCalls {
    /** The header of Backblaze for an upload that can be read while it is in progress. */
    private static final String LIVE_READ = "x-backblaze-live-read-enabled";

    private final Store store;

    UploadCalls(Store store) {
        this.store = store;
    }

    /** Returns the upload that a call names. */
    static UploadName name(S3Call call) {
        String id = call.query().first("uploadId").orElse("");
        return new UploadName(
                call.bucket(),
                call.key(),
                id(id).orElseThrow(() -> new S3Exception(S3Error.NO_SUCH_UPLOAD)));
    }

    /** Returns an upload's id as clients see it. */
    static String text(long id) {
        return HexFormat.of().toHexDigits(id);
    }

    /** Answers CreateMultipartUpload. */
    Answer create(S3Call call) {
        Optional<ChecksumPlan> sums = ChecksumPlan.asked(call);
        var wanted =
                new UploadStart(
                        call.bucket(),
                        call.key(),
                        ObjectHeaders.attributes(call.request()),
                        sums.map(ChecksumPlan::text).orElse(""),
                        call.origin(),
                        call.request().header(LIVE_READ).filter("true"::equals).isPresent());
        UploadInfo upload = S3Answers.done(store.uploads().start(wanted));
        Answer answer =
                S3Answers.xml(
                        S3Answers.document("InitiateMultipartUploadResult")
                                .element("Bucket", call.bucket())
                                .element("Key", call.key())
                                .element("UploadId", text(upload.id())));
        return sums.map(checksumPlan -> checksumPlan.show(answer)).orElse(answer);
    }

    /**
     * Answers AbortMultipartUpload. The upload's start time never changes, so the condition on it
     * can be checked before the abort.
     */
    Answer abort(S3Call call) {
        UploadName name = name(call);
        Optional<Instant> started =
                call.header("x-amz-if-match-initiated-time").map(Conditions::time);
        if (started.isPresent() && !startedAt(name, started.get())) {
            throw new S3Exception(S3Error.PRECONDITION_FAILED);
        }
        S3Answers.done(store.uploads().abort(name));
        return Answer.of(204);
    }

    private boolean startedAt(UploadName name, Instant at) {
        Instant started = S3Answers.done(store.uploads().find(name)).started();
        return at.equals(started.truncatedTo(ChronoUnit.SECONDS))
                || at.equals(started.truncatedTo(ChronoUnit.MILLIS));
    }

    /** Answers ListMultipartUploads. */
    Answer list(S3Call call) {
        BucketInfo bucket = S3Answers.done(store.buckets().head(call.bucket()));
        var query =
                new ListQuery(
                        call.query().first("prefix").orElse(""),
                        call.query().first("delimiter").orElse(""),
                        "",
                        ListCalls.max(call, "max-uploads"));
        var after = after(call);
        var page = S3Answers.done(store.uploadListing().page(call.bucket(), query, after));
        boolean encoded = ListCalls.encoded(call);
        UnaryOperator<String> text = found -> encoded ? Percent.encodePath(found) : found;
        XmlWriter out =
                S3Answers.document("ListMultipartUploadsResult")
                        .element("Bucket", call.bucket())
                        .element("KeyMarker", text.apply(after.key()))
                        .element("UploadIdMarker", after.id().map(UploadCalls::text).orElse(""));
        if (page.more()) {
            out.element("NextKeyMarker", text.apply(page.last().key()));
            page.last().id().ifPresent(id -> out.element("NextUploadIdMarker", text(id)));
        }
        out.element("Prefix", text.apply(query.prefix()));
        if (!query.delimiter().isEmpty()) {
            out.element("Delimiter", text.apply(query.delimiter()));
        }
        if (encoded) {
            out.element("EncodingType", "url");
        }
        out.element("MaxUploads", query.max()).element("IsTruncated", page.more());
        return S3Answers.xml(entries(out, page, bucket, text));
    }

    /** Writes the initiator of an upload, and the owner of the future object. */
    static void people(XmlWriter out, UploadInfo upload, String owner) {
        out.open("Initiator")
                .element("ID", upload.initiator())
                .element("DisplayName", upload.initiator())
                .close();
        BucketCalls.owner(out, owner);
        out.element("StorageClass", "STANDARD");
    }

    private static XmlWriter entries(
            XmlWriter out, UploadListing.Page page, BucketInfo bucket, UnaryOperator<String> text) {
        for (UploadInfo upload : page.uploads()) {
            out.open("Upload")
                    .element("Key", text.apply(upload.key()))
                    .element("UploadId", text(upload.id()));
            people(out, upload, bucket.owner());
            out.element("Initiated", S3Answers.xmlDate(upload.started()));
            ChecksumPlan.read(upload.checksum()).ifPresent(checksumPlan -> checksumPlan.show(out));
            out.close();
        }
        for (String prefix : page.commonPrefixes()) {
            out.open("CommonPrefixes").element("Prefix", text.apply(prefix)).close();
        }
        return out;
    }

    private static UploadListing.Mark after(S3Call call) {
        String key = call.query().first("key-marker").orElse("");
        Optional<String> marker =
                call.query().first("upload-id-marker").filter(first -> !first.isEmpty());
        if (key.isEmpty() || marker.isEmpty()) {
            return new UploadListing.Mark(key, Optional.empty());
        }
        Optional<Long> id = id(marker.get());
        if (id.isEmpty()) {
            throw new S3Exception(
                    S3Error.INVALID_ARGUMENT,
                    "upload-id-marker must be a NextUploadIdMarker: begin the list again");
        }
        return new UploadListing.Mark(key, id);
    }

    private static Optional<Long> id(String text) {
        return text.matches("[0-9a-f]{16}")
                ? Optional.of(HexFormat.fromHexDigitsToLong(text))
                : Optional.empty();
    }
}
