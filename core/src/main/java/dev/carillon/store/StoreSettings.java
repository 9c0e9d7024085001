package dev.carillon.store;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * How a store behaves.
 *
 * @param clock dates objects and events, and tells when garbage is old enough
 * @param tellsDeletesOfNothing whether deleting a key that never was makes an event, as Ceph does
 * @param minPartBytes the least that a part of an upload has that is not the last
 * @param space keeps new data off a disk that is nearly full
 */
public record StoreSettings(
        InstantSource clock, boolean tellsDeletesOfNothing, long minPartBytes, SpaceGuard space) {
    /** The time as it is kept: to the microsecond. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** With the parts that S3 demands. */
    public StoreSettings(InstantSource clock, boolean tellsDeletesOfNothing, SpaceGuard space) {
        this(clock, tellsDeletesOfNothing, Uploads.MIN_PART_BYTES, space);
    }

    /** With the parts that S3 demands, and nothing kept off the disk until it is full. */
    public StoreSettings(InstantSource clock, boolean tellsDeletesOfNothing) {
        this(clock, tellsDeletesOfNothing, SpaceGuard.open());
    }
}
