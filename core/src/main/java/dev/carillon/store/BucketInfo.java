package dev.carillon.store;

import dev.carillon.event.Bucket;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A bucket as it is kept.
 *
 * @param id its own identity, the stamp of a commit made for it: a bucket deleted and made again
 *     has another
 * @param created when it was made, to the microsecond
 * @param owner the principal that made it
 * @param versioning whether it keeps former versions
 * @param revision 1 when it is made, one more with each change of the bucket itself
 * @param properties what dialects keep with a bucket, by names of their own
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

    /** The bucket as events name it: the id as 16 hex digits. */
    public Bucket asEvent() {
        return new Bucket(idText(), name, owner);
    }

    /** The id as 16 lower-case hex digits. */
    public String idText() {
        return BucketRecord.idText(id);
    }

    /** Whether what is made now is a version with a name. */
    public boolean keepsVersions() {
        return versioning == Versioning.ENABLED;
    }

    /** The same with other versioning. */
    public BucketInfo with(Versioning other) {
        return new BucketInfo(name, id, created, owner, other, revision, properties);
    }

    /** The same with other properties. */
    public BucketInfo with(Map<String, String> other) {
        return new BucketInfo(name, id, created, owner, versioning, revision, other);
    }

    BucketInfo revised() {
        return new BucketInfo(name, id, created, owner, versioning, revision + 1, properties);
    }
}
