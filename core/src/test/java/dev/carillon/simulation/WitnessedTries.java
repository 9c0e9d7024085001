package dev.carillon.simulation;

import java.time.Duration;
import java.time.Instant;

/**
 * The number of failed probes of others that count as tries of one delivery. It is a range, because
 * the witness cannot always see whether an attempt was a probe, and pauses are jittered.
 */
final class WitnessedTries {
    private int most;
    private Instant earliest = Instant.EPOCH;
    private int certain;
    private int own;
    private Instant latest = Instant.EPOCH;

    int most() {
        return most;
    }

    /**
     * Returns the number of probes that certainly count. Each own probe may have counted in place
     * of another and started a pause of its own, so it lowers the number.
     */
    int least() {
        return Math.max(0, certain - own);
    }

    /**
     * Records a failed attempt that may have been a probe, of the delivery itself or of another.
     * Its own attempt starts no pause here, because it need not have been a probe.
     */
    void mayCount(boolean own, Waits waits, Instant now) {
        if (!own && !now.isBefore(earliest)) {
            most++;
            earliest = now.plus(waits.shortest(1));
        }
    }

    /**
     * Records a failed probe that certainly applied to the delivery.
     *
     * @param pause the longest time that a delivery may have to wait now
     * @param asked the pause that the endpoint requested
     */
    void counts(boolean ofItself, Duration pause, Duration asked, Instant now) {
        own += ofItself ? 1 : 0;
        if (!now.isBefore(latest)) {
            certain++;
            latest = later(latest, now.plus(pause));
        }
        latest = later(latest, now.plus(asked));
    }

    /**
     * Records an attempt that may have been a probe: if it counted, no other counts before the
     * pause is over.
     */
    void mayPause(boolean ofItself, Duration pause, Instant now) {
        own += ofItself ? 1 : 0;
        latest = later(latest, now.plus(pause));
    }

    /**
     * Records a change of pauses or limits: from now on it is unknown when the next probe counts.
     */
    void termsChanged() {
        earliest = Instant.EPOCH;
        latest = Instant.MAX;
    }

    /** Records a restart, with this number on disk. */
    void livesAgain(int onDisk, Instant now) {
        most = onDisk;
        certain = onDisk;
        own = 0;
        earliest = Instant.EPOCH;
        latest = now.plus(Waits.LONGEST_DRAWN);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
