package dev.carillon.s3;

import dev.carillon.http.Answer;
import dev.carillon.http.XmlWriter;
import dev.carillon.store.BucketInfo;
import dev.carillon.store.BucketName;
import dev.carillon.store.Store;

import java.io.IOException;
import java.util.List;

/** Answers the calls about buckets. Thread-safe. */
final class BucketCalls {
    private static final int MAX_DOCUMENT_BYTES = 65_536;
    private static final int MAX_BUCKETS = 10_000;
    private static final String XSI = "http://www.w3.org/2001/XMLSchema-instance";

    private final Store store;
    private final String region;

    BucketCalls(Store store, String region) {
        this.store = store;
        this.region = region;
    }

    /** Answers ListBuckets, in pages if {@code max-buckets} is present. */
    Answer list(S3Call call) {
        String prefix = call.query().first("prefix").orElse("");
        String after = call.query().first("continuation-token").map(ListToken::read).orElse("");
        int max = maxBuckets(call);
        List<BucketInfo> found =
                call.query()
                                .first("bucket-region")
                                .filter(first -> !first.equals(region))
                                .isPresent()
                        ? List.of()
                        : store.buckets().list().stream()
                                .filter(bucketInfo -> bucketInfo.name().startsWith(prefix))
                                .filter(bucketInfo -> bucketInfo.name().compareTo(after) > 0)
                                .toList();
        List<BucketInfo> page = found.subList(0, Math.min(max, found.size()));
        var out = S3Answers.document("ListAllMyBucketsResult");
        owner(out, call.principal());
        out.open("Buckets");
        page.forEach(bucketInfo -> bucket(out, bucketInfo, call));
        out.close();
        if (page.size() < found.size()) {
            out.element("ContinuationToken", ListToken.of(page.getLast().name()));
        }
        if (call.query().has("prefix")) {
            out.element("Prefix", prefix);
        }
        return S3Answers.xml(out);
    }

    private void bucket(XmlWriter out, BucketInfo bucket, S3Call call) {
        out.open("Bucket")
                .element("Name", bucket.name())
                .element("CreationDate", S3Answers.xmlDate(bucket.created()));
        if (call.query().has("max-buckets") || call.query().has("bucket-region")) {
            out.element("BucketRegion", region);
        }
        out.close();
    }

    private static int maxBuckets(S3Call call) {
        String text = call.query().first("max-buckets").orElse("");
        if (text.isEmpty()) {
            return Integer.MAX_VALUE;
        }
        int max = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        if (max < 1 || max > MAX_BUCKETS) {
            throw new S3Exception(
                    S3Error.INVALID_ARGUMENT,
                    "max-buckets must be a number from 1 to " + MAX_BUCKETS);
        }
        return max;
    }

    /**
     * Answers CreateBucket. Any location constraint is accepted, because there is only one
     * location.
     */
    Answer create(S3Call call) throws IOException {
        BucketName.objection(call.bucket())
                .ifPresent(why -> {
                    throw new S3Exception(
                            S3Refusal.of(S3Error.INVALID_BUCKET_NAME, why)
                                    .with("BucketName", call.bucket()));
                });
        if (call.hasBody()) {
            call.xml("CreateBucketConfiguration", Elements.BUCKET, MAX_DOCUMENT_BYTES);
        } else if (call.request().contentLength().isPresent()) {
            call.body(0);
        }
        S3Answers.done(store.buckets().create(call.bucket(), call.principal()));
        return Answer.of(200).with("Location", "/" + call.bucket());
    }

    /** Answers HeadBucket. */
    Answer head(S3Call call) {
        find(call);
        return Answer.of(200).with("x-amz-bucket-region", region);
    }

    /** Answers DeleteBucket. */
    Answer delete(S3Call call) {
        S3Answers.done(store.buckets().delete(call.bucket()));
        return Answer.of(204);
    }

    /** Answers GetBucketLocation. */
    Answer location(S3Call call) {
        find(call);
        return S3Answers.xml(S3Answers.document("LocationConstraint").text(region));
    }

    /**
     * Answers GetBucketAcl and GetObjectAcl: the owner has full control, and nobody else any
     * access.
     */
    Answer acl(S3Call call) {
        BucketInfo bucket = find(call);
        if (!call.key().isEmpty()) {
            S3Answers.done(store.reads().head(call.bucket(), call.key(), call.version()));
        }
        var out = S3Answers.document("AccessControlPolicy");
        owner(out, bucket.owner());
        out.open("AccessControlList").open("Grant");
        out.openWith("Grantee", "xmlns:xsi", XSI, "xsi:type", "CanonicalUser")
                .element("ID", bucket.owner())
                .element("DisplayName", bucket.owner())
                .close();
        return S3Answers.xml(out.element("Permission", "FULL_CONTROL").close().close());
    }

    /** Returns the bucket of a call, which must exist. */
    BucketInfo find(S3Call call) {
        return S3Answers.done(store.buckets().head(call.bucket()));
    }

    static void owner(XmlWriter out, String principal) {
        out.open("Owner").element("ID", principal).element("DisplayName", principal).close();
    }
}
