package dev.carillon.store;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * The settings of a store.
 *
 * @param clock dates objects and events, and decides when garbage is old enough
 * @param notifiesDeletesOfNothing whether deleting a key that does not exist publishes an event, as
 *     Ceph does
 * @param minPartBytes the smallest size of a part that is not the last, in bytes
 * @param space refuses new data while the disk is nearly full
 */
public record StoreSettings(
        InstantSource clock,
        boolean notifiesDeletesOfNothing,
        long minPartBytes,
        SpaceGuard space) {
    /** Returns the time as it is stored: to the microsecond. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** Creates settings with the minimum part size of S3. */
    public StoreSettings(InstantSource clock, boolean notifiesDeletesOfNothing, SpaceGuard space) {
        this(clock, notifiesDeletesOfNothing, Uploads.MIN_PART_BYTES, space);
    }

    /** Creates settings with the minimum part size of S3, without a guard of the disk space. */
    public StoreSettings(InstantSource clock, boolean notifiesDeletesOfNothing) {
        this(clock, notifiesDeletesOfNothing, SpaceGuard.open());
    }
}
