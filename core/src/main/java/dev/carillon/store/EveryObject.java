package dev.carillon.store;

import dev.carillon.state.Scan;
import dev.carillon.state.View;

/** Walks all versions of all objects of all buckets. */
final class EveryObject {
    private EveryObject() {}

    /** Takes in one version of an object. */
    @FunctionalInterface
    interface Visitor {
        void object(BucketInfo bucket, StoredObject object);
    }

    /** Hands on every version, delete markers too; returns how many there are. */
    static long visit(View view, Visitor visitor) {
        long objects = 0;
        try (Scan buckets = view.scan(StoreKeys.buckets())) {
            while (buckets.next()) {
                String name = StoreKeys.bucketName(buckets.key());
                BucketInfo bucket = BucketRecord.read(name, buckets.value()).info();
                objects += visit(view.scan(StoreKeys.versions(bucket.id())), bucket, visitor);
                objects += visit(view.scan(StoreKeys.objects(bucket.id(), "")), bucket, visitor);
            }
        }
        return objects;
    }

    private static long visit(Scan all, BucketInfo bucket, Visitor visitor) {
        long objects = 0;
        try (all) {
            while (all.next()) {
                String key = StoreKeys.objectKey(all.key());
                visitor.object(bucket, ObjectRecord.read(key, all.value()));
                objects++;
            }
        }
        return objects;
    }
}
