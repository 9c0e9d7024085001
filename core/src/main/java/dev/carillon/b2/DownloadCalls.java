package dev.carillon.b2;

import dev.carillon.http.Answer;
import dev.carillon.http.ByteRange;
import dev.carillon.http.Headers;
import dev.carillon.http.Request;
import dev.carillon.json.JsonFields;
import dev.carillon.signature.Percent;
import dev.carillon.store.BucketInfo;
import dev.carillon.store.ObjectData;
import dev.carillon.store.Outcome;
import dev.carillon.store.Store;
import dev.carillon.store.StoredObject;
import dev.carillon.store.VersionChoice;

import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Answers the calls that return file data, by name and by id, whole or in ranges. Files of an
 * allPublic bucket need no token. Thread-safe.
 */
final class DownloadCalls {
    private static final long LONGEST_SECONDS = 604_800;

    private final Store store;
    private final BucketFinder buckets;
    private final FileFinder files;
    private final Rights rights;

    DownloadCalls(Store store, BucketFinder buckets, FileFinder files, Rights rights) {
        this.store = store;
        this.buckets = buckets;
        this.files = files;
        this.rights = rights;
    }

    /** Answers b2_get_download_authorization with a token for files with a name prefix. */
    Answer authorization(Call call) {
        call.caller().may(Capabilities.SHARE_FILES);
        BucketInfo bucket = buckets.of(call);
        String prefix = call.fields().text("fileNamePrefix").orElse("");
        call.caller().named(prefix);
        OptionalLong seconds = call.fields().number("validDurationInSeconds");
        if (seconds.isEmpty() || seconds.getAsLong() < 1 || seconds.getAsLong() > LONGEST_SECONDS) {
            throw call.fields()
                    .wrong("validDurationInSeconds", "must be from 1 to " + LONGEST_SECONDS);
        }
        var purpose = Tokens.Purpose.download(bucket.idText(), prefix, Overrides.of(call.fields()));
        var lifetime = Duration.ofSeconds(seconds.getAsLong());
        return Json.answer(
                Json.object()
                        .put("authorizationToken", rights.token(call.caller(), purpose, lifetime))
                        .put("bucketId", call.needed("bucketId"))
                        .put("fileNamePrefix", prefix));
    }

    /** Answers {@code /file/BUCKET/NAME}. */
    Answer byName(Request request, JsonFields fields, String bucketName, String rawName) {
        Overrides overrides = Overrides.of(fields);
        String name = FileNames.decoded(rawName);
        Optional<BucketInfo> bucket = bucket(bucketName);
        if (bucket.isEmpty()) {
            authorize(request);
            throw B2Exception.notFound("Bucket does not exist: " + bucketName);
        }
        authorize(request, overrides, bucket.get(), name);
        StoredObject file =
                store.reads()
                        .newest(bucket.get(), name)
                        .filter(storedObject -> !storedObject.deleteMarker())
                        .orElseThrow(() -> absent(name));
        return answer(request, overrides, bucket.get(), file);
    }

    /** Answers b2_download_file_by_id. */
    Answer byId(Request request, JsonFields fields) {
        Overrides overrides = Overrides.of(fields);
        Optional<FileFinder.Found> found = files.find("fileId", B2Fields.needed(fields, "fileId"));
        if (found.isEmpty()) {
            authorize(request);
            throw B2Exception.notFound("The file is not there: fileId names none");
        }
        BucketInfo bucket = found.get().bucket();
        StoredObject file = found.get().file();
        authorize(request, overrides, bucket, file.key());
        if (file.deleteMarker()) {
            throw absent(file.key());
        }
        return answer(request, overrides, bucket, file);
    }

    private Optional<BucketInfo> bucket(String name) {
        return switch (store.buckets().head(name)) {
            case Outcome.Done<BucketInfo>(var bucket) -> Optional.of(bucket);
            case Outcome.Refused<BucketInfo> _ -> Optional.empty();
        };
    }

    /**
     * Checks the token for a file that does not exist, so that the answer does not reveal whether
     * it exists.
     */
    private void authorize(Request request) {
        rights.byToken(request).caller().may(Capabilities.READ_FILES);
    }

    private void authorize(Request request, Overrides overrides, BucketInfo bucket, String name) {
        if (BucketJson.isPublic(bucket) && !Rights.shown(request)) {
            return;
        }
        Tokens.Good good = rights.byToken(request);
        Tokens.Purpose purpose = good.purpose();
        if (purpose.kind().equals("download")) {
            if (!purpose.bucket().equals(bucket.idText()) || !name.startsWith(purpose.prefix())) {
                throw B2Exception.unauthorized("The token is for other files than this one");
            }
            if (!purpose.overrides().areIn(overrides)) {
                throw B2Exception.unauthorized(
                        "The token is for downloads with its own values of "
                                + String.join(
                                        ", ",
                                        purpose.overrides().values().keySet().stream()
                                                .sorted()
                                                .toList()));
            }
            good.caller().in(bucket).named(name);
        } else if (purpose.equals(Tokens.Purpose.ACCOUNT)) {
            good.caller().may(Capabilities.READ_FILES).in(bucket).named(name);
        } else {
            throw B2Exception.badToken("This token is not for downloads");
        }
    }

    private Answer answer(
            Request request, Overrides overrides, BucketInfo bucket, StoredObject file) {
        Optional<ByteRange> range =
                request.header("range").flatMap(header -> ByteRange.parse(header, file.size()));
        long from = range.map(ByteRange::from).orElse(0L);
        long length = range.map(ByteRange::length).orElse(file.size());
        Answer.Body body =
                request.method().equals("HEAD")
                        ? new Answer.Body.Stream(InputStream.nullInputStream(), length)
                        : new Answer.Body.Stream(open(bucket, file).stream(from, length), length);
        var answer =
                new Answer(range.isPresent() ? 206 : 200, headers(overrides, bucket, file), body);
        return range.map(byteRange ->
                        answer.with("Content-Range", byteRange.contentRange(file.size())))
                .orElse(answer);
    }

    private ObjectData open(BucketInfo bucket, StoredObject file) {
        var version = new VersionChoice.Made(file.stamp());
        return Refusals.done(store.reads().open(bucket.name(), file.key(), version));
    }

    private static Headers headers(Overrides overrides, BucketInfo bucket, StoredObject file) {
        Headers headers =
                Headers.of("Accept-Ranges", "bytes")
                        .with("X-Bz-File-Id", FileJson.id(bucket, file))
                        .with("X-Bz-File-Name", Percent.encodePath(file.key()))
                        .with("X-Bz-Content-Sha1", FileJson.sha1(file))
                        .with(
                                "X-Bz-Upload-Timestamp",
                                Long.toString(file.modified().toEpochMilli()));
        for (var standard : overrides.over(FileInfo.standard(file)).entrySet()) {
            headers = headers.with(standard.getKey(), standard.getValue());
        }
        for (var info : FileInfo.of(file).entrySet()) {
            headers =
                    headers.with("X-Bz-Info-" + info.getKey(), Percent.encodePath(info.getValue()));
        }
        return headers;
    }

    private static B2Exception absent(String name) {
        return B2Exception.notFound("File with such name does not exist: " + name);
    }
}
