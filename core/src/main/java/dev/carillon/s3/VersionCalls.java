package dev.carillon.s3;

import dev.carillon.http.Answer;
import dev.carillon.http.XmlElement;
import dev.carillon.http.XmlWriter;
import dev.carillon.store.BucketInfo;
import dev.carillon.store.ListQuery;
import dev.carillon.store.Store;
import dev.carillon.store.StoredObject;
import dev.carillon.store.VersionChoice;
import dev.carillon.store.VersionPage;
import dev.carillon.store.VersionQuery;
import dev.carillon.store.Versioning;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/** Answers GetBucketVersioning, PutBucketVersioning and ListObjectVersions. Thread-safe. */
final class VersionCalls {
    private static final int MAX_DOCUMENT_BYTES = 65_536;
    private static final String ROOT = "VersioningConfiguration";

    private final Store store;

    VersionCalls(Store store) {
        this.store = store;
    }

    /** Answers GetBucketVersioning, without a status if versioning was never enabled. */
    Answer get(S3Call call) {
        var out = S3Answers.document(ROOT);
        return switch (find(call).versioning()) {
            case NEVER -> S3Answers.xml(out);
            case ENABLED -> S3Answers.xml(out.element("Status", "Enabled"));
            case SUSPENDED -> S3Answers.xml(out.element("Status", "Suspended"));
        };
    }

    /** Answers PutBucketVersioning. */
    Answer put(S3Call call) throws IOException {
        XmlElement document = call.xml(ROOT, Elements.VERSIONING, MAX_DOCUMENT_BYTES);
        if (document.textOf("MfaDelete").filter("Enabled"::equals).isPresent()) {
            throw new S3Exception(
                    S3Error.NOT_IMPLEMENTED, "MfaDelete is not in this version: leave it out");
        }
        Versioning wanted = status(document.textOf("Status").orElse(""));
        S3Answers.done(
                store.buckets()
                        .change(
                                call.bucket(),
                                OptionalLong.empty(),
                                bucketInfo -> bucketInfo.with(wanted)));
        return Answer.of(200);
    }

    private static Versioning status(String text) {
        return switch (text) {
            case "Enabled" -> Versioning.ENABLED;
            case "Suspended" -> Versioning.SUSPENDED;
            default ->
                    throw new S3Exception(
                            S3Error.MALFORMED_XML, "Status must be Enabled or Suspended");
        };
    }

    /** Answers ListObjectVersions. */
    Answer list(S3Call call) {
        BucketInfo bucket = find(call);
        ListCalls.Asked asked = ListCalls.Asked.of(call, bucket);
        String key = call.query().first("key-marker").orElse("");
        String version = call.query().first("version-id-marker").orElse("");
        if (key.isEmpty() && !version.isEmpty()) {
            throw new S3Exception(
                    S3Error.INVALID_ARGUMENT,
                    "A version-id marker cannot be specified without a key marker.");
        }
        var names = new ListQuery(asked.prefix(), asked.delimiter(), key, asked.max());
        var query = new VersionQuery(names, after(call.bucket(), key, version));
        VersionPage page = S3Answers.done(store.versions().page(bucket.name(), query));
        var out =
                S3Answers.document("ListVersionsResult")
                        .element("Name", bucket.name())
                        .element("Prefix", asked.text(asked.prefix()))
                        .element("KeyMarker", asked.text(key))
                        .element("VersionIdMarker", version)
                        .element("MaxKeys", asked.max())
                        .element("IsTruncated", page.more());
        if (!asked.delimiter().isEmpty()) {
            out.element("Delimiter", asked.text(asked.delimiter()));
        }
        if (asked.encoded()) {
            out.element("EncodingType", "url");
        }
        next(out, asked, page);
        return S3Answers.xml(entries(out, asked, page));
    }

    private OptionalLong after(String bucket, String key, String version) {
        if (version.isEmpty()) {
            return OptionalLong.empty();
        }
        return switch (VersionIds.parse(Optional.of(version))) {
            case VersionChoice.Made(long stamp) -> OptionalLong.of(stamp);
            case VersionChoice.Unnamed _ -> unnamed(bucket, key);
            case VersionChoice.Current _ -> OptionalLong.empty();
        };
    }

    /**
     * Returns the position of the version without an id; a version that no longer exists was the
     * last one.
     */
    private OptionalLong unnamed(String bucket, String key) {
        return S3Answers.done(store.reads().stampOf(bucket, key, new VersionChoice.Unnamed()));
    }

    private static void next(XmlWriter out, ListCalls.Asked asked, VersionPage page) {
        if (!page.more()) {
            return;
        }
        VersionPage.Entry last = page.entries().getLast();
        out.element("NextKeyMarker", asked.text(last.name()));
        if (last instanceof VersionPage.Entry.Found(StoredObject version, _)) {
            out.element("NextVersionIdMarker", VersionIds.of(version));
        }
    }

    private static XmlWriter entries(XmlWriter out, ListCalls.Asked asked, VersionPage page) {
        for (VersionPage.Entry entry : page.entries()) {
            if (entry instanceof VersionPage.Entry.Found(StoredObject version, boolean newest)) {
                version(out, asked, version, newest);
            }
        }
        for (VersionPage.Entry entry : page.entries()) {
            if (entry instanceof VersionPage.Entry.Common(String name)) {
                out.open("CommonPrefixes").element("Prefix", asked.text(name)).close();
            }
        }
        return out;
    }

    private static void version(
            XmlWriter out, ListCalls.Asked asked, StoredObject version, boolean newest) {
        out.open(version.deleteMarker() ? "DeleteMarker" : "Version")
                .element("Key", asked.text(version.key()))
                .element("VersionId", VersionIds.of(version))
                .element("IsLatest", newest)
                .element("LastModified", S3Answers.xmlDate(version.modified()));
        if (!version.deleteMarker()) {
            out.element("ETag", S3Answers.quoted(version.etag()))
                    .element("Size", version.size())
                    .element("StorageClass", "STANDARD");
        }
        BucketCalls.owner(out, asked.bucket().owner());
        out.close();
    }

    private BucketInfo find(S3Call call) {
        return S3Answers.done(store.buckets().head(call.bucket()));
    }
}
