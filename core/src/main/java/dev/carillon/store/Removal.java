package dev.carillon.store;

import dev.carillon.event.Origin;

/**
 * A request to remove an object.
 *
 * @param version the version to delete permanently; {@link VersionChoice.Current} = in a bucket
 *     that keeps no versions the object, otherwise none: a delete marker is added
 * @param precondition on that version, or on the object; if it {@linkplain Precondition#saysWhich
 *     describes one particular object} and there is none, nothing is removed
 */
public record Removal(
        String bucket,
        String key,
        VersionChoice version,
        Precondition precondition,
        Origin origin) {
    /** Creates a request to remove the current object. */
    public Removal(String bucket, String key, Precondition precondition, Origin origin) {
        this(bucket, key, new VersionChoice.Current(), precondition, origin);
    }
}
