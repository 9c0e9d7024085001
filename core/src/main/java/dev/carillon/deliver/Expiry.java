package dev.carillon.deliver;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.Owed;
import dev.carillon.rule.DeliveryPolicy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Gives up what is too old; where that says that nothing gets through, the lane's rule is
 * suspended. As pure as the lane.
 *
 * <p>A topic's time to live also runs while the server is off. The patience of a rule with its own
 * address is with its endpoint, so it does not end because the server was off: after a start there
 * is some more of it, and nothing is given up that was not tried since, unless the endpoint is
 * away.
 */
final class Expiry {
    /** The part of its patience that a rule has at least after a start: 14 minutes of a day. */
    private static final int PART_AFTER_START = 100;

    private final Schedule schedule;
    private final WindowExits windowExits;
    private final Suspension suspension;
    private final BooleanSupplier away;
    private final Consumer<Action> asking;
    private DeliveryPolicy policy = DeliveryPolicy.defaults();
    private Instant began = Instant.EPOCH;
    private boolean suspending;

    /**
     * Asks for {@link Action.Suspend} when the rule is to be suspended.
     *
     * @param away says whether the endpoint is kept from attempts
     */
    Expiry(
            Schedule schedule,
            WindowExits windowExits,
            Suspension suspension,
            BooleanSupplier away,
            Consumer<Action> asking) {
        this.schedule = schedule;
        this.windowExits = windowExits;
        this.suspension = suspension;
        this.away = away;
        this.asking = asking;
    }

    /** The process began to deliver then, after it had been off. */
    void resume(Instant processBegan) {
        began = processBegan;
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

    /** From when the age of a delivery counts. */
    Instant since(Owed owed) {
        if (!policy.suspends()) {
            return owed.since();
        }
        Duration patience = policy.retry().timeToLive().orElse(Duration.ZERO);
        Instant earliest = began.minus(patience).plus(patience.dividedBy(PART_AFTER_START));
        return owed.since().isAfter(earliest) ? owed.since() : earliest;
    }

    /** Gives up what is too old, the oldest first, up to one that is being tried. */
    void giveUpAll(Instant now) {
        Optional<KeyQueue> oldest = schedule.oldest();
        while (!suspending
                && oldest.isPresent()
                && !oldest.get().busy()
                && expired(oldest.get(), now)) {
            schedule.take(oldest.get());
            giveUp(oldest.get(), now);
            oldest = schedule.oldest();
        }
    }

    /** Whether the first delivery of a track is to be given up as too old. */
    boolean expired(KeyQueue keyQueue, Instant now) {
        return RetryRules.expired(since(keyQueue.head()), policy.retry(), now)
                && (!policy.suspends() || keyQueue.tried() || away.getAsBoolean());
    }

    /** Gives up the first delivery of a track that was taken, and puts the track back. */
    void giveUp(KeyQueue keyQueue, Instant now) {
        Owed owed = keyQueue.head();
        if (!suspends(owed, now)) {
            windowExits.bury(keyQueue, owed, DeadReason.EXPIRED, now);
        }
        schedule.place(keyQueue, now);
    }

    /**
     * Whether the rule is being suspended, now that a delivery is too old: what it owes then stays,
     * that delivery too, until it is given up as suspended.
     */
    boolean suspends(Owed owed, Instant now) {
        Optional<String> why = suspending ? Optional.empty() : suspension.reason(owed, policy, now);
        why.ifPresent(it -> {
            suspending = true;
            asking.accept(new Action.Suspend(it));
        });
        return suspending;
    }

    /** When the oldest will be too old, unless it is being tried. */
    Instant next(Instant now) {
        return schedule.oldest()
                .filter(keyQueue -> !keyQueue.busy())
                .flatMap(keyQueue -> RetryRules.expiry(since(keyQueue.head()), policy.retry()))
                .filter(end -> end.isAfter(now))
                .orElse(Instant.MAX);
    }
}
