package dev.carillon.store;

import dev.carillon.event.Bucket;

import java.time.Instant;

/**
 * A bucket as it is kept.
 *
 * @param id its own identity, the stamp of a commit made for it: a bucket deleted and made again
 *     has another
 * @param created when it was made, to the microsecond
 * @param owner the principal that made it
 */
public record BucketInfo(String name, long id, Instant created, String owner) {
    /** The bucket as events name it: the id as 16 hex digits. */
    public Bucket asEvent() {
        return new Bucket(idText(), name, owner);
    }

    /** The id as 16 lower-case hex digits. */
    public String idText() {
        return BucketRecord.idText(id);
    }
}
