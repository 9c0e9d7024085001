package dev.carillon.state;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.locks.LockSupport;

/** A commit that is being processed, and the thread that waits for it. */
final class PendingCommit {
    /** The outcome of the commit. */
    sealed interface Outcome {
        /** The commit was decided, and what was written is durable. */
        record Answered(CommitResult result) implements Outcome {}

        /** The commit could not be decided; nothing happened. */
        record Refused(RuntimeException why) implements Outcome {}

        /** The commit was certainly not written, for a cause that may go away. */
        record NotWritten(Throwable why) implements Outcome {}

        /** Writing failed, and it is not known whether the commit happened. */
        record Unknown(Throwable why) implements Outcome {}

        /** The commit arrived after the close. */
        record Closed() implements Outcome {}
    }

    private final Commit commit;
    private final Thread caller = Thread.currentThread();
    private volatile @Nullable Outcome outcome;

    PendingCommit(Commit commit) {
        this.commit = commit;
    }

    Commit commit() {
        return commit;
    }

    /** Sets the outcome and wakes the caller. */
    void end(Outcome how) {
        outcome = how;
        LockSupport.unpark(caller);
    }

    /**
     * Waits for the outcome, ignoring interrupts, because a commit in progress cannot be cancelled.
     */
    Outcome await() {
        boolean interrupted = false;
        @Nullable Outcome seen = outcome;
        while (seen == null) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
            seen = outcome;
        }
        if (interrupted) {
            caller.interrupt();
        }
        return seen;
    }
}
