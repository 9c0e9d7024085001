package dev.carillon.state;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.locks.LockSupport;

/** A commit on its way, and the thread that waits for it. */
final class PendingCommit {
    /** How it ended. */
    sealed interface Outcome {
        /** Judged, and what was written is durable. */
        record Answered(CommitResult result) implements Outcome {}

        /** Could not be judged; nothing happened. */
        record Refused(RuntimeException why) implements Outcome {}

        /** Certainly not written, for want of something that may come back. */
        record NotWritten(Throwable why) implements Outcome {}

        /** Writing failed. */
        record Unknown(Throwable why) implements Outcome {}

        /** Came too late. */
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

    /** Wakes the caller. */
    void end(Outcome how) {
        outcome = how;
        LockSupport.unpark(caller);
    }

    /** Waits, whatever interrupts: for a commit under way cannot be taken back. */
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
