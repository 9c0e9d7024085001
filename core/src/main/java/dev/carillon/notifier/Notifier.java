package dev.carillon.notifier;

import dev.carillon.event.Change;
import dev.carillon.state.Commit;

/** Joins the journey: matches a change, owes it to those who asked in the change's own commit. */
public final class Notifier {
    /**
     * Adds to the commit of a change its event and what is owed for it, with the checks that keep
     * both true.
     */
    public Announcement announce(Commit commit, Change change) {
        return new Announcement(change);
    }

    /** Adds to the commit that makes a bucket what rules on it will need. */
    public void bucketMade(Commit commit, String bucketId) {}

    /** Adds to the commit that removes a bucket the end of its rules. */
    public void bucketRemoved(Commit commit, String bucketId) {}
}
