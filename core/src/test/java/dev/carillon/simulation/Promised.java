package dev.carillon.simulation;

import java.time.Instant;

/** One event owed to one lane, and what the witness saw of it. */
final class Promised {
    final long number;
    final String key;
    final long stamp;
    final Instant happened;

    /** Which rule, and by which id, as first told. */
    String rule = "";

    String id = "";

    /** How often it was tried, as far as this life of the process can know. */
    int attempts;

    boolean inTheAir;
    Verdict verdict = new Verdict.Open();

    /** It is settled on disk: nobody may hear of it again. */
    boolean settled;

    Promised(long number, String key, long stamp, Instant happened) {
        this.number = number;
        this.key = key;
        this.stamp = stamp;
        this.happened = happened;
    }

    @Override
    public String toString() {
        return "delivery %d of key %s, stamp %d, rule '%s', tried %d times, %s"
                .formatted(number, key, stamp, rule, attempts, verdict);
    }
}
