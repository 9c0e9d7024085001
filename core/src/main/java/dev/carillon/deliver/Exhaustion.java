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
 * Gives up deliveries that were attempted as often as their topic allows, although the breaker
 * keeps most deliveries from attempts of their own: a probe that shows the endpoint to be
 * unreachable counts as an attempt of every delivery owed then. This class is as pure as the lane;
 * a topic without a limit has no cost.
 */
final class Exhaustion {
    /** The statuses by which an endpoint says that it accepts nothing now, whatever it is sent. */
    private static final Set<Integer> AWAY = Set.of(429, 502, 503, 504);

    private final Schedule schedule;
    private final Intake intake;
    private final WindowExits windowExits;
    private final ParkedReads parkedReads;
    private final RandomGenerator random;
    private RetryPolicy policy = RetryPolicy.defaults();
    private SharedTries counted;
    private boolean parkedToRead;

    /** Continues from the counts in the books. */
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

    /** Sets the topic's policy. */
    void use(RetryPolicy current) {
        policy = current;
    }

    /** Returns the attempts of a delivery. */
    Tries tries(Owed owed) {
        return new Tries(owed.delivery().attempts(), counted.of(owed.delivery()));
    }

    /**
     * Learns that a probe failed; if it shows that the endpoint is unreachable, it counts for all
     * deliveries.
     *
     * @param probe the queue whose first delivery it was, not settled yet
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

    /** Gives up all deliveries in memory that were attempted often enough. */
    void giveUpAll(Instant now) {
        if (counts()) {
            schedule.all().forEach(keyQueue -> giveUp(keyQueue, now));
        }
    }

    /** Gives up those of the deliveries just taken that were attempted often enough. */
    void giveUp(Collection<Owed> taken, Instant now) {
        if (counts()) {
            for (Owed owed : taken) {
                schedule.find(owed.orderKey()).ifPresent(keyQueue -> giveUp(keyQueue, now));
            }
        }
    }

    /**
     * Gives up the first deliveries of a queue that were attempted often enough.
     *
     * @return whether there was any
     */
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

    /**
     * Returns whether the first delivery of a queue was attempted often enough, with the probes of
     * others included.
     */
    boolean exhausted(KeyQueue keyQueue) {
        if (!counts() || keyQueue.busy() || keyQueue.size() == 0) {
            return false;
        }
        Tries tries = tries(keyQueue.head());
        return tries.shared() > 0 && RetryRules.exhausted(tries, policy);
    }

    /**
     * Gives up those of the parked deliveries just read that were attempted often enough; the
     * remaining ones go back to disk.
     */
    void giveUpRead(KeyQueue keyQueue, Instant now) {
        if (giveUp(keyQueue, now)) {
            keyQueue.unload();
        }
    }

    /** Requests parked deliveries that can only be given up: one key at a time. */
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

    /**
     * Returns whether the shared attempts alone suffice, because a delivery's own attempts only add
     * to them.
     */
    private boolean mustBeRead(KeyQueue keyQueue) {
        return keyQueue.unread()
                && !keyQueue.busy()
                && RetryRules.exhausted(new Tries(0, counted.of(keyQueue.first())), policy);
    }

    /** Forgets counts that concern no delivery still owed. */
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
