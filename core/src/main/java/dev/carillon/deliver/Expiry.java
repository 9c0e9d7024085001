package dev.carillon.deliver;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.Owed;
import dev.carillon.rule.DeliveryPolicy;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Gives up what is too old; where that says that nothing gets through, the lane's rule is
 * suspended. As pure as the lane.
 */
final class Expiry {
    private final Schedule schedule;
    private final Departures departures;
    private final Suspension suspension;
    private final Consumer<Action> asking;
    private DeliveryPolicy policy = DeliveryPolicy.defaults();
    private boolean suspending;

    /** Asks for {@link Action.Suspend} when the rule is to be suspended. */
    Expiry(
            Schedule schedule,
            Departures departures,
            Suspension suspension,
            Consumer<Action> asking) {
        this.schedule = schedule;
        this.departures = departures;
        this.suspension = suspension;
        this.asking = asking;
    }

    /** The topic's policy is now this. */
    void use(DeliveryPolicy current) {
        policy = current;
    }

    /** Whether the rule is being suspended: nothing is begun any more. */
    boolean suspending() {
        return suspending;
    }

    /** An attempt ended. */
    void learn(AttemptResult result, Instant now) {
        suspension.learn(result, now);
    }

    /** The rule cannot be suspended. */
    void notSuspended() {
        suspending = false;
        suspension.declined();
    }

    /** Gives up what is too old, the oldest first, up to one that is being tried. */
    void giveUpAll(Instant now) {
        Optional<Track> oldest = schedule.oldest();
        while (!suspending
                && oldest.isPresent()
                && !oldest.get().busy()
                && expired(oldest.get(), now)) {
            Track track = oldest.get();
            schedule.take(track);
            giveUp(track, track.head(), now);
            schedule.place(track, now);
            oldest = schedule.oldest();
        }
    }

    /** Whether the first delivery of a track is too old. */
    boolean expired(Track track, Instant now) {
        return RetryRules.expired(track.head().since(), policy.retry(), now);
    }

    /** Gives up the first delivery of a track. */
    void giveUp(Track track, Owed owed, Instant now) {
        departures.bury(track, owed, DeadReason.EXPIRED, now);
        Optional<String> why = suspending ? Optional.empty() : suspension.reason(owed, policy, now);
        why.ifPresent(it -> {
            suspending = true;
            asking.accept(new Action.Suspend(it));
        });
    }

    /** When the oldest will be too old, unless it is being tried. */
    Instant next(Instant now) {
        return schedule.oldest()
                .filter(track -> !track.busy())
                .flatMap(track -> RetryRules.expiry(track.head().since(), policy.retry()))
                .filter(end -> end.isAfter(now))
                .orElse(Instant.MAX);
    }
}
