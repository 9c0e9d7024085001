package dev.carillon.deliver;

import dev.carillon.delivery.Owed;
import dev.carillon.journal.Journal;
import dev.carillon.journal.Losses;
import dev.carillon.rule.Quota;

/**
 * The amount that a lane owes, for its quota: the number of deliveries exactly, and the bytes of
 * their events from the moment at which they are {@linkplain #weighed weighed}. Pure state, as the
 * lane it belongs to.
 */
final class Backlog {
    private static final long NOT_WEIGHED = Long.MAX_VALUE;

    private long given;
    private long settled;
    private long bytes;
    private long weighedFrom = NOT_WEIGHED;

    /** Creates the backlog of a lane that has given and settled these numbers. */
    Backlog(long given, long settled) {
        this.given = given;
        this.settled = settled;
    }

    /**
     * Starts to count bytes from the next number on.
     *
     * @return the last number before
     */
    long startWeighing() {
        weighedFrom = given;
        bytes = 0;
        return given;
    }

    /**
     * Adds the size of all deliveries up to the number of {@link #startWeighing}. Deliveries that
     * are settled just before that reading of the disk make the sum too small; the error ends when
     * the lane owes nothing.
     */
    void weighed(long before) {
        bytes += before;
    }

    /** Returns whether bytes are counted. */
    boolean weighs() {
        return weighedFrom != NOT_WEIGHED;
    }

    /** Counts a delivery that a commit owes, even if the offer comes late. */
    void owed(Owed owed) {
        if (owed.number() > weighedFrom) {
            bytes += Journal.size(owed.event());
        }
        given = Math.max(given, owed.number());
    }

    /** Counts a delivery as done or dead. */
    void settled(Owed owed) {
        settled++;
        if (weighs()) {
            bytes = entries() == 0 ? 0 : bytes - Journal.size(owed.event());
        }
    }

    /** Returns the number of deliveries done or given up. */
    long settled() {
        return settled;
    }

    /** Counts deliveries that were given up because a reading found them lost. */
    void lost(Losses losses) {
        losses.known().forEach(this::settled);
        lost(losses.nameless().size());
    }

    /** Counts lost deliveries of which nothing is known, so that their bytes are not subtracted. */
    void lost(long deliveries) {
        settled += deliveries;
    }

    /** Returns the number of deliveries owed. */
    long entries() {
        return given - settled;
    }

    /** Returns whether the quota leaves no room for one more delivery. */
    boolean full(Quota quota) {
        return entries() >= quota.entries().orElse(Long.MAX_VALUE)
                || bytes >= quota.bytes().orElse(Long.MAX_VALUE);
    }

    /** Returns whether more is owed than the quota allows. */
    boolean over(Quota quota) {
        return entries() > quota.entries().orElse(Long.MAX_VALUE)
                || bytes > quota.bytes().orElse(Long.MAX_VALUE);
    }
}
