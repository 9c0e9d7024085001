package dev.carillon.b2;

import dev.carillon.format.B2Ids;
import dev.carillon.store.BucketInfo;
import dev.carillon.store.Buckets;

import java.util.Optional;

/** Finds the bucket of a call, and checks that the caller's key may access it. */
final class BucketFinder {
    private final Buckets buckets;

    BucketFinder(Buckets buckets) {
        this.buckets = buckets;
    }

    /** Returns the bucket that the field {@code bucketId} names. */
    BucketInfo of(Call call) {
        return byId(call, "bucketId", call.needed("bucketId"));
    }

    /** Returns the bucket with an id of B2 from a field. */
    BucketInfo byId(Call call, String field, String id) {
        BucketInfo bucket = find(field, id).orElseThrow(() -> none(id));
        call.caller().in(bucket);
        return bucket;
    }

    /** Returns the bucket with an id of B2 from a field; empty if there is none. */
    Optional<BucketInfo> find(String field, String id) {
        String ours =
                B2Ids.bucketId(id)
                        .orElseThrow(() ->
                                B2Exception.bad(
                                        field + " is not valid: take it from b2_list_buckets"));
        return buckets.byId(ours);
    }

    private static B2Exception none(String id) {
        return new B2Exception(
                400, "bad_bucket_id", "Bucket does not exist: " + id + "; see b2_list_buckets");
    }
}
