package dev.carillon.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** An event owed to a lane, and what the witness saw of it. */
final class Promised {
    /** The reason of a delivery that was given up because the disk cannot read it. */
    static final String UNREADABLE = "unreadable";

    final WitnessedLane lane;
    final long number;
    final String key;
    final long stamp;

    /** The time from which it ages: the event's own time, or the time of its replay. */
    final Instant since;

    /** The bytes that its event counts towards a quota. */
    final int bytes;

    /** The rule, as named in the first message. */
    String rule = "";

    /** The number of attempts, as far as this life of the process can know. */
    int attempts;

    /** The probes of other deliveries that count as tries of this one. */
    final WitnessedTries shared = new WitnessedTries();

    /** The delivery's own last pause, as stored on disk when the process began. */
    Duration pause = Duration.ZERO;

    /** The latest time of the next attempt, if nothing holds it back. */
    Instant latest = Instant.MAX;

    /** Set if the disk cannot read the delivery's record; its event shows what it was. */
    boolean recordBad;

    /** Set if the disk cannot read its event; then no dead letter can be kept. */
    boolean eventBad;

    boolean inTheAir;

    /** Set once this process has tried the delivery. */
    boolean tried;

    /**
     * Set after a permanent refusal together with others: in this life of the process it is sent
     * alone.
     */
    boolean alone;

    Verdict verdict = new Verdict.Open();

    /** Set once it is settled on disk, after which it may not be sent any more. */
    boolean settled;

    /** The reason why it was given up, once that is on disk. */
    Optional<String> dead = Optional.empty();

    /** Set once its dead letter was replayed or purged. */
    boolean gone;

    Promised(WitnessedLane lane, long number, String key, long stamp, Instant since, int bytes) {
        this.lane = lane;
        this.number = number;
        this.key = key;
        this.stamp = stamp;
        this.since = since;
        this.bytes = bytes;
    }

    /** Returns whether it must not be tried any more, as far as is known. */
    boolean over() {
        return settled || verdict.isFinal();
    }

    /** Returns whether the disk cannot read all of it. */
    boolean damaged() {
        return recordBad || eventBad;
    }

    /** Returns whether the server cannot know of it once it is not in memory any more. */
    boolean unknowable() {
        return recordBad && eventBad;
    }

    @Override
    public String toString() {
        return "delivery %d of key %s, stamp %d, rule '%s', since %s, tried %d times, and %d to %d by others, %s%s"
                .formatted(
                        number,
                        key,
                        stamp,
                        rule,
                        since,
                        attempts,
                        shared.least(),
                        shared.most(),
                        verdict,
                        settled ? ", settled " + dead.orElse("") : "");
    }
}
