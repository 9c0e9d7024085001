package dev.carillon.simulation;

import static dev.carillon.simulation.Demands.demand;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.simulation.SeededTasks.Moment;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;

/**
 * The conditions under which a lane's rule must be suspended: a delivery that was tried is too old,
 * no delivery was accepted since its event, and the endpoint failed recently. Then no attempt may
 * begin before the suspension, and no delivery may be given up as too old, because that one too
 * must end as suspended.
 */
final class WitnessedSuspension {
    private static final Duration JUST = Duration.ofHours(1);

    /** The longest time from a start until a lane begins. */
    private static final Duration SLOW_START = Duration.ofSeconds(1);

    private final boolean possible;
    private Instant accepted = Instant.EPOCH;
    private Instant failed = Instant.MIN;
    private long dueSince = Long.MAX_VALUE;
    private boolean declined;
    private boolean mayBeDue;
    private Instant began = Instant.EPOCH;

    /** Creates the conditions of a lane, whose rule can be suspended or not. */
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

    /** Returns whether the rule must be suspended, given that this delivery is too old. */
    private boolean due(Promised it, Moment now) {
        return failing(now) && it.attempts > 0 && accepted.isBefore(it.since);
    }

    /** Returns whether the rule can be suspended, and the endpoint failed recently. */
    private boolean failing(Moment now) {
        return possible && !declined && !failed.isBefore(now.at().minus(JUST));
    }

    /** Records that the rule must be suspended because a delivery is too old. */
    private void isDue(Moment now) {
        mayBeDue = true;
        dueSince = Math.min(dueSince, now.step());
    }

    /**
     * Returns the time from which a delivery ages: the time that a server was off does not count
     * towards a rule's patience.
     */
    Instant since(Promised it, ExpectedPolicy expectedPolicy) {
        if (!possible) {
            return it.since;
        }
        var patience = Duration.ofSeconds(expectedPolicy.seconds().orElseThrow());
        Instant earliest = began.minus(patience).plus(patience.dividedBy(100));
        return it.since.isAfter(earliest) ? it.since : earliest;
    }

    /** Returns the required verdict after an attempt of a delivery that is too old. */
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
     * Returns whether a delivery may be given up as too old. A rule's delivery may not be if it is
     * untried after a start, unless the endpoint is unavailable, and not if the rule must be
     * suspended instead.
     */
    boolean mayExpire(Promised it, ExpectedPolicy expectedPolicy, boolean away, Moment now) {
        return expectedPolicy.expired(since(it, expectedPolicy), now.at())
                && (!possible || ((it.tried || away) && !due(it, now)));
    }

    /**
     * Records that the lane checks what it owes: a delivery may be so old that the rule must be
     * suspended.
     */
    void looks(Collection<Promised> promises, ExpectedPolicy expectedPolicy, Moment now) {
        mayBeDue =
                mayBeDue
                        || (failing(now)
                                && promises.stream()
                                        .filter(promised -> !promised.over() && due(promised, now))
                                        .anyMatch(promised ->
                                                expectedPolicy.expired(
                                                        since(promised, expectedPolicy),
                                                        now.at())));
    }

    /** Checks that the rule may be suspended. */
    void check(Moment now) {
        demand(mayBeDue, () -> "the rule is suspended though it need not be");
        isDue(now);
    }

    /** Returns whether the lane's rule can be suspended. */
    boolean possible() {
        return possible;
    }

    /**
     * Checks that an attempt may begin. In the same step it may have begun just before the
     * suspension became due.
     */
    void begins(Moment now) {
        demand(
                now.step() <= dueSince,
                () -> "an attempt is begun though the rule is to be suspended");
    }

    /**
     * Records that the server could not suspend: it does not ask again before a delivery is
     * accepted.
     */
    void declined() {
        dueSince = Long.MAX_VALUE;
        mayBeDue = false;
        declined = true;
    }

    /** Checks, after a clean stop, that the time of the last accepted delivery is on disk. */
    void checkKept(Instant acceptedOnDisk) {
        demand(
                !acceptedOnDisk.isBefore(accepted),
                () -> "accepted last at %s, on disk %s".formatted(accepted, acceptedOnDisk));
    }

    /** Records that deliveries may be attempted again after a pause. */
    void resumed(Instant now) {
        began = now;
    }

    /** Records a restart, with the time of the last accepted delivery on disk. */
    void livesAgain(Instant acceptedOnDisk, Instant now) {
        began = now;
        mayBeDue = false;
        accepted = acceptedOnDisk;
        failed = Instant.MIN;
        dueSince = Long.MAX_VALUE;
        declined = false;
    }
}
