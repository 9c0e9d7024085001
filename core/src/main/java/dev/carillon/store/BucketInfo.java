package dev.carillon.store;

import dev.carillon.event.Bucket;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A bucket as it is stored.
 *
 * @param id the stamp of a commit made for this bucket: a bucket that is deleted and created again
 *     has another id
 * @param created the time of its creation, to the microsecond
 * @param owner the principal that created it
 * @param versioning whether it keeps earlier versions of its objects
 * @param revision 1 at its creation, one more with each change of the bucket itself
 * @param properties values that dialects store with the bucket, under names of their own
 */
public record BucketInfo(
        String name,
        long id,
        Instant created,
        String owner,
        Versioning versioning,
        long revision,
        Map<String, String> properties) {
    public BucketInfo {
        properties = Collections.unmodifiableMap(new TreeMap<>(properties));
    }

    /** Returns the bucket as events name it, with the id as 16 hex digits. */
    public Bucket asEvent() {
        return new Bucket(idText(), name, owner);
    }

    /** Returns the id as 16 lower-case hex digits. */
    public String idText() {
        return BucketRecord.idText(id);
    }

    /** Returns whether a new object gets a version id of its own. */
    public boolean keepsVersions() {
        return versioning == Versioning.ENABLED;
    }

    /** Returns this bucket with other versioning. */
    public BucketInfo with(Versioning other) {
        return new BucketInfo(name, id, created, owner, other, revision, properties);
    }

    /** Returns this bucket with other properties. */
    public BucketInfo with(Map<String, String> other) {
        return new BucketInfo(name, id, created, owner, versioning, revision, other);
    }

    BucketInfo revised() {
        return new BucketInfo(name, id, created, owner, versioning, revision + 1, properties);
    }
}
