package dev.carillon.deliver;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.Owed;
import dev.carillon.delivery.RefusalReason;
import dev.carillon.delivery.RefusalReason.HttpStatus;
import dev.carillon.delivery.RefusalReason.Stated;
import dev.carillon.journal.SharedTries;
import dev.carillon.rule.RetryPolicy;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Gives up what was tried as often as its topic allows, while the breaker keeps most deliveries
 * from attempts of their own: a probe that shows the endpoint to be away counts as a try of every
 * delivery owed then. As pure as the lane; a topic without a limit pays nothing.
 */
final class Exhaustion {
    /** Statuses that say that the endpoint takes nothing now, whatever it is sent. */
    private static final Set<Integer> AWAY = Set.of(429, 502, 503, 504);

    private final Schedule schedule;
    private final Intake intake;
    private final WindowExits windowExits;
    private final ParkedReads parkedReads;
    private final RandomGenerator random;
    private RetryPolicy policy = RetryPolicy.defaults();
    private SharedTries counted;
    private boolean parkedToRead;

    /** Goes on from what the books say was counted. */
    Exhaustion(
            SharedTries counted,
            Schedule schedule,
            Intake intake,
            WindowExits windowExits,
            ParkedReads parkedReads,
            RandomGenerator random) {
        this.counted = counted;
        this.schedule = schedule;
        this.intake = intake;
        this.windowExits = windowExits;
        this.parkedReads = parkedReads;
        this.random = random;
        this.parkedToRead = !counted.isEmpty();
    }

    /** Begins now, after everything else is known. */
    void resume(Instant now) {
        counted = counted.from(now);
    }

    /** The topic's policy is now this. */
    void use(RetryPolicy current) {
        policy = current;
    }

    /** The tries of a delivery. */
    Tries tries(Owed owed) {
        return new Tries(owed.delivery().attempts(), counted.of(owed.delivery()));
    }

    /**
     * A probe failed: where it shows that the endpoint is away, it counts for all.
     *
     * @param probe the track whose first delivery it was, not settled yet
     */
    void probeFailed(KeyQueue probe, AttemptResult result, Instant now) {
        if (policy.maxRetries().isEmpty() || !away(result)) {
            return;
        }
        long number = probe.head().number();
        int before = counted.of(number);
        counted =
                counted.counted(
                        schedule.smallest(intake.next()),
                        intake.highest(),
                        now,
                        tries -> RetryRules.pause(result, tries, policy, random));
        if (counted.of(number) > before) {
            probe.wasProbe();
        }
        windowExits.counted(probe.head(), counted);
        parkedToRead = true;
    }

    private static boolean away(AttemptResult result) {
        return switch (result) {
            case AttemptResult.Accepted _ -> false;
            case AttemptResult.Refused(HttpStatus(int code), _, _) -> AWAY.contains(code);
            case AttemptResult.Refused(Stated(_, RefusalReason.Scope scope), _, _) ->
                    scope == RefusalReason.Scope.ENDPOINT;
            case AttemptResult.Unreachable _, AttemptResult.TimedOut _ -> true;
        };
    }

    /** Gives up all that is held in memory and was tried often enough. */
    void giveUpAll(Instant now) {
        if (counts()) {
            schedule.all().forEach(keyQueue -> giveUp(keyQueue, now));
        }
    }

    /** Does the same for what was just taken in. */
    void giveUp(Collection<Owed> taken, Instant now) {
        if (counts()) {
            for (Owed owed : taken) {
                schedule.find(owed.orderKey()).ifPresent(keyQueue -> giveUp(keyQueue, now));
            }
        }
    }

    /** Gives up the first deliveries of a track that were tried often enough; whether any was. */
    boolean giveUp(KeyQueue keyQueue, Instant now) {
        if (!exhausted(keyQueue)) {
            return false;
        }
        schedule.take(keyQueue);
        while (exhausted(keyQueue)) {
            windowExits.bury(keyQueue, keyQueue.head(), DeadReason.RETRIES_EXHAUSTED, now);
        }
        schedule.place(keyQueue, now);
        return true;
    }

    /** Whether the first delivery of a track was tried often enough, by probes of others too. */
    boolean exhausted(KeyQueue keyQueue) {
        if (!counts() || keyQueue.busy() || keyQueue.size() == 0) {
            return false;
        }
        Tries tries = tries(keyQueue.head());
        return tries.shared() > 0 && RetryRules.exhausted(tries, policy);
    }

    /** Does the same for parked deliveries that were read; what is left goes back to disk. */
    void giveUpRead(KeyQueue keyQueue, Instant now) {
        if (giveUp(keyQueue, now)) {
            keyQueue.unload();
        }
    }

    /** Asks for parked deliveries that can only be given up: one key at a time. */
    void readParked() {
        if (parkedToRead && counts() && parkedReads.underWay() == 0) {
            Optional<KeyQueue> first = schedule.all().stream().filter(this::mustBeRead).findFirst();
            first.ifPresent(keyQueue -> {
                schedule.take(keyQueue);
                parkedReads.begin(keyQueue);
            });
            parkedToRead = first.isPresent();
        }
    }

    /** Own tries only add to the shared ones, so these alone may suffice. */
    private boolean mustBeRead(KeyQueue keyQueue) {
        return keyQueue.unread()
                && !keyQueue.busy()
                && RetryRules.exhausted(new Tries(0, counted.of(keyQueue.first())), policy);
    }

    /** Forgets what counts for nothing that is still owed. */
    void tidy(Owed owed) {
        if (!counted.isEmpty()
                && schedule.parkedKeys() == 0
                && counted.before(schedule.head(intake.next()))) {
            counted = SharedTries.none();
            windowExits.counted(owed, counted);
        }
    }

    private boolean counts() {
        return !counted.isEmpty() && policy.maxRetries().isPresent();
    }
}
