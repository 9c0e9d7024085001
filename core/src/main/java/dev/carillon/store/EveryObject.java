package dev.carillon.store;

import dev.carillon.state.Key;
import dev.carillon.state.KeyRange;
import dev.carillon.state.Salvage;
import dev.carillon.state.Scan;
import dev.carillon.state.View;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Visits all versions of all objects of all buckets. */
final class EveryObject {
    private EveryObject() {}

    /** Receives one version of an object. */
    @FunctionalInterface
    interface Visitor {
        void object(BucketInfo bucket, StoredObject object);
    }

    /**
     * Visits every version, delete markers included, and returns their number.
     *
     * @param unreadable takes each range of keys that cannot be read
     */
    static long visit(View view, Visitor visitor, Consumer<KeyRange> unreadable) {
        var objects = new AtomicLong();
        Salvage.each(
                view,
                KeyRange.of(StoreKeys.buckets()),
                scan -> {
                    String name = StoreKeys.bucketName(scan.key());
                    BucketInfo bucket = BucketRecord.read(name, scan.value()).info();
                    for (Key prefix :
                            List.of(
                                    StoreKeys.versions(bucket.id()),
                                    StoreKeys.objects(bucket.id(), ""))) {
                        Salvage.each(
                                view,
                                KeyRange.of(prefix),
                                at -> {
                                    visitor.object(bucket, object(at));
                                    objects.incrementAndGet();
                                },
                                unreadable);
                    }
                },
                unreadable);
        return objects.get();
    }

    private static StoredObject object(Scan at) {
        return ObjectRecord.read(StoreKeys.objectKey(at.key()), at.value());
    }
}
