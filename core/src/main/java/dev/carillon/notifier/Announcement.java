package dev.carillon.notifier;

import dev.carillon.event.Change;
import dev.carillon.state.CommitResult;

/** A change that is being committed: tell it how that ended, exactly once. */
public final class Announcement {
    private final Change change;

    Announcement(Change change) {
        this.change = change;
    }

    /**
     * The change is durable: offers its deliveries to their lanes and tries the synchronous ones,
     * for as long as the request's deadline allows.
     */
    public void committed(CommitResult.Committed result) {}

    /** The commit was refused by a check: what was cached of rules and topics is read again. */
    public void conflicted() {}

    @Override
    public String toString() {
        return "announcement of " + change;
    }
}
