package dev.carillon.store;

import dev.carillon.event.Origin;

/**
 * An object to be removed.
 *
 * @param version which one is to go for good; {@link VersionChoice.Current} = none but that of a
 *     bucket that keeps no versions: else a delete marker is put in front
 * @param precondition of that version, or of the object; one that says which object is meant holds
 *     also when there is none, and then nothing is removed
 */
public record Removal(
        String bucket,
        String key,
        VersionChoice version,
        Precondition precondition,
        Origin origin) {
    /** Of what is there now. */
    public Removal(String bucket, String key, Precondition precondition, Origin origin) {
        this(bucket, key, new VersionChoice.Current(), precondition, origin);
    }
}
