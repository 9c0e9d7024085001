package dev.carillon.simulation;

import java.time.Duration;
import java.time.Instant;

/**
 * The number of failed probes of others that count as tries of one delivery: at least and at most,
 * for what the witness sees does not always tell whether an attempt was a probe, and pauses are
 * jittered.
 */
final class WitnessedTries {
    private int most;
    private Instant earliest = Instant.EPOCH;
    private int least;
    private Instant latest = Instant.EPOCH;

    int most() {
        return most;
    }

    int least() {
        return least;
    }

    /**
     * An attempt that may have been a probe failed: of the delivery itself, or of another. Its own
     * starts no pause here, since it need not have been a probe.
     */
    void mayCount(boolean own, Waits waits, Instant now) {
        if (!own && !now.isBefore(earliest)) {
            most++;
            earliest = now.plus(waits.shortest(1));
        }
    }

    /**
     * A probe failed that was owed beside it, for certain.
     *
     * @param pause the longest that a delivery may have to wait now
     * @param asked how long the far end asked to wait
     */
    void counts(boolean own, Duration pause, Duration asked, Instant now) {
        if (!now.isBefore(latest)) {
            least += own ? 0 : 1;
            latest = later(latest, now.plus(pause));
        }
        latest = later(latest, now.plus(asked));
    }

    /** If that was a probe which counted, none counts before the pause is over. */
    void mayPause(Duration pause, Instant now) {
        latest = later(latest, now.plus(pause));
    }

    /** Other pauses hold, or another limit: from now on nobody knows when the next one counts. */
    void termsChanged() {
        earliest = Instant.EPOCH;
        latest = Instant.MAX;
    }

    /** The process starts anew, with this many on disk. */
    void livesAgain(int onDisk, Instant now) {
        most = onDisk;
        least = onDisk;
        earliest = Instant.EPOCH;
        latest = now.plus(Waits.LONGEST_DRAWN);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
