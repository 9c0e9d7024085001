package dev.carillon.s3;

import dev.carillon.http.Answer;
import dev.carillon.http.XmlWriter;
import dev.carillon.store.BucketInfo;
import dev.carillon.store.BucketName;
import dev.carillon.store.Store;

import java.io.IOException;

/** Answers what concerns buckets as such. For any number of threads. */
final class BucketCalls {
    private static final int MAX_DOCUMENT_BYTES = 65_536;
    private static final String XSI = "http://www.w3.org/2001/XMLSchema-instance";

    private final Store store;
    private final String region;

    BucketCalls(Store store, String region) {
        this.store = store;
        this.region = region;
    }

    /** ListBuckets. */
    Answer list(S3Call call) {
        var out = S3Answers.document("ListAllMyBucketsResult");
        owner(out, call.principal());
        out.open("Buckets");
        for (BucketInfo bucket : store.buckets().list()) {
            out.open("Bucket")
                    .element("Name", bucket.name())
                    .element("CreationDate", S3Answers.xmlDate(bucket.created()))
                    .close();
        }
        return S3Answers.xml(out.close());
    }

    /** CreateBucket. The location constraint may be any: there is one place here. */
    Answer create(S3Call call) throws IOException {
        ObjectHeaders.refuseUnknown(call.request());
        BucketName.objection(call.bucket())
                .ifPresent(why -> {
                    throw new S3Exception(
                            S3Refusal.of(S3Error.INVALID_BUCKET_NAME, why)
                                    .with("BucketName", call.bucket()));
                });
        if (call.hasBody()) {
            call.xml("CreateBucketConfiguration", MAX_DOCUMENT_BYTES);
        }
        S3Answers.done(store.buckets().create(call.bucket(), call.principal()));
        return Answer.of(200).with("Location", "/" + call.bucket());
    }

    /** HeadBucket. */
    Answer head(S3Call call) {
        find(call);
        return Answer.of(200).with("x-amz-bucket-region", region);
    }

    /** DeleteBucket. */
    Answer delete(S3Call call) {
        S3Answers.done(store.buckets().delete(call.bucket()));
        return Answer.of(204);
    }

    /** GetBucketLocation. */
    Answer location(S3Call call) {
        find(call);
        return S3Answers.xml(S3Answers.document("LocationConstraint").text(region));
    }

    /** GetBucketAcl and GetObjectAcl: the owner may do everything, and nobody else anything. */
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

    /** The bucket, if there is one. */
    BucketInfo find(S3Call call) {
        return S3Answers.done(store.buckets().head(call.bucket()));
    }

    static void owner(XmlWriter out, String principal) {
        out.open("Owner").element("ID", principal).element("DisplayName", principal).close();
    }
}
