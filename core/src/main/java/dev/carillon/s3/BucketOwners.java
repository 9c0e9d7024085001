package dev.carillon.s3;

import dev.carillon.store.BucketInfo;
import dev.carillon.store.Outcome;
import dev.carillon.store.Store;

import java.util.Optional;

/**
 * Compares the owners that a client expects its buckets to have with the real ones, by the id in
 * ListBuckets. Thread-safe.
 */
final class BucketOwners {
    private static final String EXPECTED = "x-amz-expected-bucket-owner";
    private static final String EXPECTED_OF_SOURCE = "x-amz-source-expected-bucket-owner";

    private final Store store;

    BucketOwners(Store store) {
        this.store = store;
    }

    /**
     * Checks the bucket of a call, and that of its copy source. A missing bucket is left to the
     * call.
     *
     * @throws S3Exception with AccessDenied if an owner differs
     */
    void check(S3Call call) {
        check(call.header(EXPECTED), EXPECTED, call.bucket());
        Optional<String> ofSource = call.header(EXPECTED_OF_SOURCE);
        if (ofSource.isPresent()) {
            check(ofSource, EXPECTED_OF_SOURCE, CopySource.of(call).address().bucket());
        }
    }

    private void check(Optional<String> expected, String header, String bucket) {
        if (expected.isEmpty() || bucket.isEmpty()) {
            return;
        }
        if (store.buckets().head(bucket) instanceof Outcome.Done<BucketInfo>(BucketInfo info)
                && !info.owner().equals(expected.get().strip())) {
            throw new S3Exception(
                    S3Error.ACCESS_DENIED,
                    "The owner of the bucket %s is not the one that %s names: compare it with the Owner of ListBuckets"
                            .formatted(bucket, header));
        }
    }
}
