package dev.carillon.simulation;

import static dev.carillon.simulation.Demands.demand;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Refused;
import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.RefusalReason.Scope;
import dev.carillon.delivery.RefusalReason.Stated;

import java.time.Duration;
import java.util.Optional;

/** A stored event of a receiver, and what is known about its attempts and runs. */
final class ReceivedRun {
    private final long stamp;
    private final String name;
    private final String key;
    private final ReceptionWitness.Terms terms;
    private Duration since;
    private long number;
    private int attempts;
    private int failures;
    private boolean succeeded;
    private boolean refused;

    /** Whether an attempt goes on. */
    private boolean open;

    /** Whether the script runs. */
    private boolean running;

    /** Whether a run of it may be recorded whose end is not. */
    private boolean lost;

    /** Whether a run of it was cut off. */
    private boolean cutOff;

    /** Whether the script was missing meanwhile: then the failures of others may have counted. */
    private boolean troubled;

    /** Whether its result is known to this life of the process. */
    private boolean ended;

    /** Whether its result is durable. */
    private boolean settled;

    /** The number of lives that may have ended with a failure that is not durable. */
    private int unsure;

    /**
     * Creates it.
     *
     * @param name of its event
     * @param since when it was stored
     */
    ReceivedRun(long stamp, String name, String key, ReceptionWitness.Terms terms, Duration since) {
        this.stamp = stamp;
        this.name = name;
        this.key = key;
        this.terms = terms;
        this.since = since;
    }

    long stamp() {
        return stamp;
    }

    String key() {
        return key;
    }

    /** Returns whether it was ever attempted. */
    boolean attempted() {
        return attempts > 0;
    }

    /** Returns whether what follows it may run. */
    boolean over() {
        return settled || ended || troubled || failures > terms.retries();
    }

    /** Returns whether nothing but what follows it can run. */
    boolean surelyOver() {
        return settled || ended || failures - unsure > terms.retries();
    }

    /** Returns whether it was not attempted for longer than this. */
    boolean waits(Duration now, Duration longest) {
        return attempts == 0 && !settled && now.minus(since).compareTo(longest) > 0;
    }

    /** Notes that it may run from now on. */
    void mayStart(Duration now) {
        since = now;
    }

    /** Notes the begin of an attempt. */
    void attempted(long delivery) {
        demand(number == 0 || number == delivery, () -> this + " is owed twice");
        demand(!settled && !ended, () -> this + " is attempted again though it is over");
        number = delivery;
        attempts++;
        open = true;
    }

    /** Notes a start of the script. */
    void started() {
        demand(!key.equals(ReceivedEvents.BAD), () -> this + " has no key, and was run");
        demand(
                !terms.once() || (!succeeded && !cutOff),
                () -> this + " runs again, and its last run had not failed");
        running = true;
    }

    /** Notes how a run ended. */
    void ended(AttemptResult result) {
        succeeded |= result.accepted();
        running = false;
    }

    /** Notes the result of an attempt, as its lane learns it. */
    void answered(AttemptResult result) {
        switch (result) {
            case AttemptResult.Accepted _ -> {
                demand(succeeded, () -> this + " counts as a success without one");
                ended = true;
            }
            case Refused(Stated(String words, Scope scope), _, _) -> failed(words, scope);
            case AttemptResult.Unreachable _ -> {
                lost = true;
                failures++;
            }
            default -> throw new AssertionError(result);
        }
        open = false;
    }

    private void failed(String words, Scope scope) {
        failures++;
        switch (scope) {
            case MESSAGE -> {
                demand(key.equals(ReceivedEvents.BAD), () -> this + " is refused: " + words);
                refused = true;
                ended = true;
            }
            case INTERRUPTED -> {
                demand(lost, () -> this + " is called interrupted");
                ended = true;
            }
            case DELIVERY -> {}
            case ENDPOINT -> lost |= words.startsWith("not run, because its start");
        }
        demand(
                failures <= terms.retries() + 1 + unsure,
                () -> this + " failed " + failures + " times");
    }

    /** Notes that the script is missing. */
    void troubled() {
        troubled |= !settled;
    }

    /**
     * Notes that the process ended.
     *
     * @param clean whether it ended in order
     * @param owed whether it is owed to the script
     */
    void died(boolean clean, boolean owed, Duration now) {
        demand(!settled || !owed, () -> this + " is owed again");
        demand(!clean || !ended || !owed, () -> this + " was not settled by a stop");
        demand(
                owed || succeeded || refused || lost || troubled || failures > terms.retries(),
                () -> this + " is not owed any more, and did not end");
        settled = !owed;
        ended = false;
        lost |= open;
        cutOff |= running;
        open = false;
        running = false;
        unsure += owed && attempts > 0 ? 1 : 0;
        since = now;
    }

    /** Checks that it ran, or that a dead letter tells the right reason. */
    void checkTheEnd(Optional<DeadReason> letter) {
        if (letter.isEmpty()) {
            demand(succeeded, () -> this + " did not succeed and has no dead letter");
            return;
        }
        switch (letter.get()) {
            case REFUSED -> demand(refused, () -> this + " was given up after it failed once");
            case INTERRUPTED -> demand(terms.once() && lost, () -> this + " was not interrupted");
            case RETRIES_EXHAUSTED ->
                    demand(
                            troubled || failures > terms.retries(),
                            () -> this + " was given up after " + failures + " failures");
            default -> throw new AssertionError(this + " was given up: " + letter);
        }
    }

    @Override
    public String toString() {
        return "event %d (%s of %s)".formatted(stamp, name, key);
    }
}
