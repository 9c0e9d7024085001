package dev.carillon.b2;

import dev.carillon.event.EventType;
import dev.carillon.format.B2Ids;
import dev.carillon.http.Answer;
import dev.carillon.http.ByteRange;
import dev.carillon.http.Request;
import dev.carillon.json.JsonFields;
import dev.carillon.signature.SummedStream;
import dev.carillon.store.Attributes;
import dev.carillon.store.BucketInfo;
import dev.carillon.store.NewObject;
import dev.carillon.store.ObjectData;
import dev.carillon.store.Precondition;
import dev.carillon.store.Store;
import dev.carillon.store.StoredObject;
import dev.carillon.store.VersionChoice;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;

/** Answers the calls that create files: upload and copy. Thread-safe. */
final class UploadCalls {
    /** The start of an upload's path, after the version. */
    static final String UPLOAD = "b2_upload_file";

    /** The largest file that can be uploaded in one request, in bytes. */
    static final long MOST_BYTES = 5_000_000_000L;

    private final Store store;
    private final BucketFinder buckets;
    private final FileFinder files;
    private final Rights rights;
    private final Places places;

    UploadCalls(Store store, BucketFinder buckets, FileFinder files, Rights rights, Places places) {
        this.store = store;
        this.buckets = buckets;
        this.files = files;
        this.rights = rights;
        this.places = places;
    }

    /** Answers b2_get_upload_url. One address and token may serve many uploads at once. */
    Answer url(Call call) {
        call.caller().may(Capabilities.WRITE_FILES);
        BucketInfo bucket = buckets.of(call);
        String id = B2Ids.bucket(bucket.idText());
        var purpose = Tokens.Purpose.upload(bucket.idText());
        return Json.answer(
                Json.object()
                        .put(
                                "authorizationToken",
                                rights.token(call.caller(), purpose, Duration.ofDays(1)))
                        .put("bucketId", id)
                        .put(
                                "uploadUrl",
                                "%s/b2api/v%d/%s/%s"
                                        .formatted(
                                                places.api(call.request()),
                                                call.version(),
                                                UPLOAD,
                                                id)));
    }

    /** Answers b2_upload_file, at the address that {@link #url} returned. */
    Answer upload(Request request, String bucketId, String host) throws IOException {
        Tokens.Good good = rights.byToken(request);
        BucketInfo bucket =
                buckets.find("bucketId", bucketId)
                        .orElseThrow(() ->
                                new B2Exception(
                                        400, "bad_bucket_id", "The bucket is not there any more"));
        if (!good.purpose().equals(Tokens.Purpose.upload(bucket.idText()))) {
            throw B2Exception.badToken(
                    "This token is not for this address: ask b2_get_upload_url for both");
        }
        String name =
                FileNames.decoded(
                        request.header("x-bz-file-name")
                                .orElseThrow(() ->
                                        B2Exception.bad("The header X-Bz-File-Name is required")));
        good.caller().may(Capabilities.WRITE_FILES).in(bucket).named(name);
        SummedBody body = UploadStream.of(request);
        if (body.length().orElse(0) > MOST_BYTES) {
            throw B2Exception.bad("One upload takes at most 5000000000 bytes: send parts");
        }
        var wanted =
                new NewObject(
                        bucket.name(),
                        name,
                        EventType.CREATED_PUT,
                        attributes(request, name),
                        new Precondition.None(),
                        Call.origin(request, good.caller(), host));
        StoredObject made = Refusals.done(store.objects().put(wanted, body));
        return Json.answer(FileJson.of(bucket, made, "upload"));
    }

    /** Answers b2_copy_file. */
    Answer copy(Call call) throws IOException {
        FileFinder.Found source = files.of(call, "sourceFileId");
        call.caller().may(Capabilities.READ_FILES).named(source.file().key());
        String name = FileNames.checked(call.needed("fileName"));
        BucketInfo to =
                call.fields()
                        .text("destinationBucketId")
                        .map(text -> buckets.byId(call, "destinationBucketId", text))
                        .orElse(source.bucket());
        call.caller().may(Capabilities.WRITE_FILES).named(name);
        Attributes attributes = attributes(call.fields(), source.file());
        try (ObjectData data = open(source)) {
            ByteRange range = range(call.fields(), source.file());
            var wanted =
                    new NewObject(
                            to.name(),
                            name,
                            EventType.CREATED_COPY,
                            attributes,
                            new Precondition.None(),
                            call.origin());
            StoredObject made = Refusals.done(store.objects().put(wanted, copy(data, range)));
            return Json.answer(FileJson.of(to, made, "copy"));
        }
    }

    private static Attributes attributes(Request request, String name) {
        Attributes attributes = FileInfo.of(request, name);
        return UploadStream.isVerified(request) ? attributes : FileInfo.unverified(attributes);
    }

    private ObjectData open(FileFinder.Found source) {
        return Refusals.done(
                store.reads()
                        .open(
                                source.bucket().name(),
                                source.file().key(),
                                new VersionChoice.Made(source.file().stamp())));
    }

    private static Attributes attributes(JsonFields fields, StoredObject source) {
        String directive = fields.text("metadataDirective").orElse("COPY");
        Optional<String> type = fields.text("contentType");
        return switch (directive) {
            case "COPY" -> {
                if (type.isPresent() || fields.node("fileInfo").isPresent()) {
                    throw B2Exception.bad(
                            "contentType and fileInfo go with the metadataDirective REPLACE only");
                }
                yield source.attributes();
            }
            case "REPLACE" -> {
                Attributes other =
                        FileInfo.of(
                                type.orElseThrow(() ->
                                        fields.wrong(
                                                "contentType", "is required to REPLACE metadata")),
                                fields.map("fileInfo"),
                                B2Fields.needed(fields, "fileName"));
                yield FileInfo.isVerified(source) ? other : FileInfo.unverified(other);
            }
            default -> throw fields.wrong("metadataDirective", "must be COPY or REPLACE");
        };
    }

    /** Returns a range of a file's data as a body. */
    private static SummedBody copy(ObjectData from, ByteRange range) {
        InputStream piece = from.stream(range.from(), range.length());
        return SummedBody.of(sums -> new SummedStream(piece, sums), range.length());
    }

    private static ByteRange range(JsonFields fields, StoredObject source) {
        return fields.text("range")
                .map(text ->
                        ByteRange.parse(text, source.size())
                                .orElseThrow(() ->
                                        fields.wrong(
                                                "range", "must be one range: bytes=FIRST-LAST")))
                .orElseGet(() -> new ByteRange(0, source.size()));
    }
}
