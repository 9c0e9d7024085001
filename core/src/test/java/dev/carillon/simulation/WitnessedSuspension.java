package dev.carillon.simulation;

import static dev.carillon.simulation.Demands.demand;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.simulation.SeededTasks.Moment;

import java.time.Duration;
import java.time.Instant;

/**
 * When the rule of a lane is to be suspended: when a delivery that was tried is given up as too
 * old, nothing was accepted since its event, and the far end failed only just. Then nothing may be
 * begun before it is.
 */
final class WitnessedSuspension {
    private static final Duration JUST = Duration.ofHours(1);

    private final boolean possible;
    private Instant accepted = Instant.EPOCH;
    private Instant failed = Instant.MIN;
    private long dueSince = Long.MAX_VALUE;
    private boolean declined;

    /** Of a lane, whose rule can be suspended or not. */
    WitnessedSuspension(boolean possible) {
        this.possible = possible;
    }

    void answered(AttemptResult result, Moment now) {
        if (result.accepted()) {
            accepted = now.at();
            declined = false;
        } else {
            failed = now.at();
        }
    }

    /** A delivery is given up as too old. */
    void expired(Promised it, Moment now) {
        boolean due =
                possible
                        && !declined
                        && it.attempts > 0
                        && accepted.isBefore(it.since)
                        && !failed.isBefore(now.at().minus(JUST));
        if (due) {
            dueSince = Math.min(dueSince, now.step());
        }
    }

    /** An attempt is begun; in one step it may have been just before. */
    void begins(Moment now) {
        demand(
                now.step() <= dueSince,
                () -> "an attempt is begun though the rule is to be suspended");
    }

    /** The server suspends. */
    void check() {
        demand(dueSince < Long.MAX_VALUE, () -> "the rule is suspended though it need not be");
    }

    /** The server could not suspend: it does not ask again before something is accepted. */
    void declined() {
        dueSince = Long.MAX_VALUE;
        declined = true;
    }

    /** All that was done is on disk, so also when something was accepted last. */
    void checkKept(Instant acceptedOnDisk) {
        demand(
                !acceptedOnDisk.isBefore(accepted),
                () -> "accepted last at %s, on disk %s".formatted(accepted, acceptedOnDisk));
    }

    /** The process starts anew; when something was accepted last is on disk. */
    void livesAgain(Instant acceptedOnDisk) {
        accepted = acceptedOnDisk;
        failed = Instant.MIN;
        dueSince = Long.MAX_VALUE;
        declined = false;
    }
}
