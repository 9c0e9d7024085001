package dev.carillon.b2;

import dev.carillon.format.B2Ids;
import dev.carillon.store.BucketInfo;
import dev.carillon.store.Buckets;

import java.util.Optional;

/** Finds the bucket a call is about, and looks whether the caller may come near it. */
final class BucketFinder {
    private final Buckets buckets;

    BucketFinder(Buckets buckets) {
        this.buckets = buckets;
    }

    /** The bucket that the field {@code bucketId} names. */
    BucketInfo of(Call call) {
        return byId(call, "bucketId", call.fields().needed("bucketId"));
    }

    /** The bucket of an id as B2 writes it, which a field has. */
    BucketInfo byId(Call call, String field, String id) {
        BucketInfo bucket = find(field, id).orElseThrow(() -> none(id));
        call.caller().in(bucket);
        return bucket;
    }

    /** The bucket of an id as B2 writes it, which a field has; empty when there is none. */
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
