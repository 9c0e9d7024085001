package dev.carillon.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** One event owed to one lane, and what the witness saw of it. */
final class Promised {
    /** Why it is given up when the disk cannot read it. */
    static final String UNREADABLE = "unreadable";

    final WitnessedLane lane;
    final long number;
    final String key;
    final long stamp;

    /** From when it ages: the event's own time, or when it was sent again. */
    final Instant since;

    /** What its event counts for a quota. */
    final int bytes;

    /** Which rule, as first told. */
    String rule = "";

    /** How often it was tried, as far as this life of the process can know. */
    int attempts;

    /** Which tries of others count as its own. */
    final WitnessedTries shared = new WitnessedTries();

    /** How long its own last pause was, as the disk had it when the process began. */
    Duration pause = Duration.ZERO;

    /** When it must have been tried, where nothing holds it back. */
    Instant latest = Instant.MAX;

    /** The disk cannot read its record: the event tells what it was. */
    boolean recordBad;

    /** The disk cannot read its event: no letter can be kept. */
    boolean eventBad;

    boolean inTheAir;

    /** Notes that the first delivery was tried by this process. */
    boolean tried;

    /** It was refused for good with others: in this life of the process it goes alone. */
    boolean alone;

    Verdict verdict = new Verdict.Open();

    /** It is settled on disk: nobody may hear of it again. */
    boolean settled;

    /** Why it was given up, once that is on disk. */
    Optional<String> dead = Optional.empty();

    /** Its dead letter was sent again or thrown away. */
    boolean gone;

    Promised(WitnessedLane lane, long number, String key, long stamp, Instant since, int bytes) {
        this.lane = lane;
        this.number = number;
        this.key = key;
        this.stamp = stamp;
        this.since = since;
        this.bytes = bytes;
    }

    /** Whether it is not to be tried any more, as far as is known. */
    boolean over() {
        return settled || verdict.isFinal();
    }

    /** Whether the disk cannot read all of it. */
    boolean damaged() {
        return recordBad || eventBad;
    }

    /** Whether nobody can know of it, once it is not in memory any more. */
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
