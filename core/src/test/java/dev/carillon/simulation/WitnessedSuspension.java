package dev.carillon.simulation;

import static dev.carillon.simulation.Demands.demand;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.simulation.SeededTasks.Moment;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;

/**
 * When the rule of a lane is to be suspended: when a delivery that was tried is too old, nothing
 * was accepted since its event, and the far end failed only just. Then nothing may be begun before
 * it is, and nothing is given up as too old: that delivery too is to become one of those suspended.
 */
final class WitnessedSuspension {
    private static final Duration JUST = Duration.ofHours(1);

    /** No start takes longer, until a lane begins. */
    private static final Duration SLOW_START = Duration.ofSeconds(1);

    private final boolean possible;
    private Instant accepted = Instant.EPOCH;
    private Instant failed = Instant.MIN;
    private long dueSince = Long.MAX_VALUE;
    private boolean declined;
    private boolean mayBeDue;
    private Instant began = Instant.EPOCH;

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

    /** Whether the rule is to be suspended now that this is too old. */
    private boolean due(Promised it, Moment now) {
        return failing(now) && it.attempts > 0 && accepted.isBefore(it.since);
    }

    /** Whether the rule can be suspended, and the far end failed only just. */
    private boolean failing(Moment now) {
        return possible && !declined && !failed.isBefore(now.at().minus(JUST));
    }

    /** Something is too old, so that the rule is to be suspended. */
    private void isDue(Moment now) {
        mayBeDue = true;
        dueSince = Math.min(dueSince, now.step());
    }

    /** From when it ages: the time a server was off is not taken from a rule's patience. */
    Instant since(Promised it, ExpectedPolicy expectedPolicy) {
        if (!possible) {
            return it.since;
        }
        var patience = Duration.ofSeconds(expectedPolicy.seconds().orElseThrow());
        Instant earliest = began.minus(patience).plus(patience.dividedBy(100));
        return it.since.isAfter(earliest) ? it.since : earliest;
    }

    /** What must follow an attempt of something that is too old. */
    Verdict expired(Promised it, ExpectedPolicy expectedPolicy, Moment now) {
        boolean certain =
                !possible
                        || expectedPolicy.expired(
                                since(it, expectedPolicy).plus(SLOW_START), now.at());
        if (certain && due(it, now)) {
            isDue(now);
        }
        return certain && !mayBeDue
                ? new Verdict.GivenUp("expired")
                : new Verdict.Again(now.at(), now, false);
    }

    /**
     * Whether something may be given up as too old: what a rule owes not untried after a start,
     * unless the far end is away, nor when that means that the rule is suspended.
     */
    boolean mayExpire(Promised it, ExpectedPolicy expectedPolicy, boolean away, Moment now) {
        return expectedPolicy.expired(since(it, expectedPolicy), now.at())
                && (!possible || ((it.tried || away) && !due(it, now)));
    }

    /** The lane looks at what it owes: something may be so old that the rule is suspended. */
    void looks(Collection<Promised> promises, ExpectedPolicy expectedPolicy, Moment now) {
        mayBeDue =
                mayBeDue
                        || (failing(now)
                                && promises.stream()
                                        .filter(it -> !it.over() && due(it, now))
                                        .anyMatch(it ->
                                                expectedPolicy.expired(
                                                        since(it, expectedPolicy), now.at())));
    }

    /** Demands that the rule may be suspended. */
    void check(Moment now) {
        demand(mayBeDue, () -> "the rule is suspended though it need not be");
        isDue(now);
    }

    /** Whether the lane is one of a rule that can be suspended. */
    boolean possible() {
        return possible;
    }

    /** An attempt is begun; in one step it may have been just before. */
    void begins(Moment now) {
        demand(
                now.step() <= dueSince,
                () -> "an attempt is begun though the rule is to be suspended");
    }

    /** The server could not suspend: it does not ask again before something is accepted. */
    void declined() {
        dueSince = Long.MAX_VALUE;
        mayBeDue = false;
        declined = true;
    }

    /** All that was done is on disk, so also when something was accepted last. */
    void checkKept(Instant acceptedOnDisk) {
        demand(
                !acceptedOnDisk.isBefore(accepted),
                () -> "accepted last at %s, on disk %s".formatted(accepted, acceptedOnDisk));
    }

    /** The process starts anew; when something was accepted last is on disk. */
    void livesAgain(Instant acceptedOnDisk, Instant now) {
        began = now;
        mayBeDue = false;
        accepted = acceptedOnDisk;
        failed = Instant.MIN;
        dueSince = Long.MAX_VALUE;
        declined = false;
    }
}
