package dev.carillon.deliver;

import dev.carillon.delivery.Owed;
import dev.carillon.journal.Journal;
import dev.carillon.journal.Losses;
import dev.carillon.rule.Quota;

/**
 * How much a lane owes, for its quota: deliveries exactly, bytes of their events from the moment
 * they are {@linkplain #weighed weighed}. Pure state, as the lane it belongs to.
 */
final class Backlog {
    private static final long NOT_WEIGHED = Long.MAX_VALUE;

    private long given;
    private long settled;
    private long bytes;
    private long weighedFrom = NOT_WEIGHED;

    /** What a lane owes that has given and settled so many numbers. */
    Backlog(long given, long settled) {
        this.given = given;
        this.settled = settled;
    }

    /** From the next number on bytes are counted; gives back the last number before. */
    long startWeighing() {
        weighedFrom = given;
        bytes = 0;
        return given;
    }

    /**
     * Adds what all deliveries up to the number of {@link #startWeighing} weigh. What is settled
     * just before that look at the disk counts as lighter than it was; that ends when the lane owes
     * nothing.
     */
    void weighed(long before) {
        bytes += before;
    }

    /** Whether bytes are counted. */
    boolean weighs() {
        return weighedFrom != NOT_WEIGHED;
    }

    /** A commit owes this. Late news are counted too. */
    void owed(Owed owed) {
        if (owed.number() > weighedFrom) {
            bytes += Journal.size(owed.event());
        }
        given = Math.max(given, owed.number());
    }

    /** A delivery is done or dead. */
    void settled(Owed owed) {
        settled++;
        if (weighs()) {
            bytes = entries() == 0 ? 0 : bytes - Journal.size(owed.event());
        }
    }

    /** Returns the number of deliveries made or given up. */
    long settled() {
        return settled;
    }

    /** Deliveries are given up that a reading found to be lost. */
    void lost(Losses losses) {
        losses.known().forEach(this::settled);
        lost(losses.nameless().size());
    }

    /** Deliveries were lost that nothing is known of any more, so that bytes are not counted. */
    void lost(long deliveries) {
        settled += deliveries;
    }

    /** How many deliveries are owed. */
    long entries() {
        return given - settled;
    }

    /** Whether there is no room for one more. */
    boolean full(Quota quota) {
        return entries() >= quota.entries().orElse(Long.MAX_VALUE)
                || bytes >= quota.bytes().orElse(Long.MAX_VALUE);
    }

    /** Whether more is owed than there is room for. */
    boolean over(Quota quota) {
        return entries() > quota.entries().orElse(Long.MAX_VALUE)
                || bytes > quota.bytes().orElse(Long.MAX_VALUE);
    }
}
