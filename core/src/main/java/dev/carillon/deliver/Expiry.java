package dev.carillon.deliver;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.Owed;
import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.EndOfPatience;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Gives up deliveries that are too old; if that shows that nothing is accepted, the lane's rule is
 * suspended. This class is as pure as the lane.
 *
 * <p>A topic's time to live also runs while the server is off. The patience of a rule with its own
 * address concerns its endpoint, so time in which the server was off does not end it: after a start
 * a part of it is left, and no delivery is given up that was not attempted since then, unless the
 * endpoint is unreachable.
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
     * Creates the expiry, which requests {@link Action.Suspend} if the rule is to be suspended.
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

    /** Notes when the process began to deliver, after it had been off. */
    void resume(Instant processBegan) {
        began = processBegan;
    }

    /** Sets the topic's policy. */
    void use(DeliveryPolicy current) {
        policy = current;
    }

    /**
     * Returns whether the rule is being suspended, or the subscription removed, so that nothing may
     * begin any more.
     */
    boolean suspending() {
        return suspending;
    }

    /** Learns the result of an attempt. */
    void learn(AttemptResult result, Instant now) {
        suspension.learn(result, now);
    }

    /** Notes that the rule cannot be suspended, or the subscription not be removed. */
    void notSuspended() {
        suspending = false;
        suspension.declined();
    }

    /** Returns the start of the age of a delivery. */
    Instant since(Owed owed) {
        if (!suspending(policy)) {
            return owed.since();
        }
        Duration patience = policy.retry().timeToLive().orElse(Duration.ZERO);
        Instant earliest = began.minus(patience).plus(patience.dividedBy(PART_AFTER_START));
        return owed.since().isAfter(earliest) ? owed.since() : earliest;
    }

    /**
     * Gives up deliveries that are too old, the oldest first, up to one that is being attempted.
     */
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

    /** Returns whether the first delivery of a queue is to be given up as too old. */
    boolean expired(KeyQueue keyQueue, Instant now) {
        return RetryRules.expired(since(keyQueue.head()), policy.retry(), now)
                && (!suspending(policy) || keyQueue.tried() || away.getAsBoolean());
    }

    /** Gives up the first delivery of a queue that was taken, and puts the queue back. */
    void giveUp(KeyQueue keyQueue, Instant now) {
        Owed owed = keyQueue.head();
        if (!suspends(owed, now)) {
            windowExits.bury(keyQueue, owed, DeadReason.EXPIRED, now);
        }
        schedule.place(keyQueue, now);
    }

    /**
     * Returns whether giving up a delivery for this reason ends the whole lane instead: its rule is
     * being suspended or its subscription removed. Everything that it owes then stays, that
     * delivery included, until it is given up for that.
     *
     * @param owed with the attempt that was its last
     */
    boolean ends(DeadReason reason, Owed owed, Instant now) {
        return switch (policy.end()) {
            case GIVE_UP -> false;
            case SUSPEND_RULE -> reason == DeadReason.EXPIRED && suspends(owed, now);
            case REMOVE_SUBSCRIPTION -> reason == DeadReason.RETRIES_EXHAUSTED && removes(owed);
        };
    }

    private boolean removes(Owed owed) {
        if (!suspending) {
            suspending = true;
            asking.accept(new Action.Suspend(Suspension.wordsOfRemoval(owed)));
        }
        return true;
    }

    /**
     * Returns whether the rule is being suspended now that a delivery is too old. Everything that
     * it owes then stays, that delivery included, until it is given up as suspended.
     */
    boolean suspends(Owed owed, Instant now) {
        Optional<String> why = suspending ? Optional.empty() : suspension.reason(owed, policy, now);
        why.ifPresent(text -> {
            suspending = true;
            asking.accept(new Action.Suspend(text));
        });
        return suspending;
    }

    private static boolean suspending(DeliveryPolicy policy) {
        return policy.end() == EndOfPatience.SUSPEND_RULE;
    }

    /** Returns when the oldest delivery will be too old, unless it is being attempted. */
    Instant next(Instant now) {
        return schedule.oldest()
                .filter(keyQueue -> !keyQueue.busy())
                .flatMap(keyQueue -> RetryRules.expiry(since(keyQueue.head()), policy.retry()))
                .filter(end -> end.isAfter(now))
                .orElse(Instant.MAX);
    }
}
