package dev.carillon.simulation;

import dev.carillon.journal.Journal;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.ForwardingState;
import dev.carillon.state.State;
import dev.carillon.state.UnknownOutcomeException;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The state as its callers see it: other tasks run before a commit, and the caller may resume late
 * after it or, rarely, never.
 */
final class PausingState extends ForwardingState {
    private static final int USUAL_MILLIS = 25;
    private static final int LATE_MILLIS = 2_000;

    private final Journal journal;
    private final SeededTasks tasks;
    private final RandomGenerator random;
    private final Witness witness;
    private boolean losesCallers;
    private long lastStamp;
    private Optional<Committer> unknown = Optional.empty();
    private boolean failed;

    /**
     * Creates the state of one life of the server.
     *
     * @param state the state as it can be read
     * @param disk the state as it would be without damage
     */
    PausingState(
            State state,
            State disk,
            SeededTasks tasks,
            RandomGenerator random,
            Witness witness,
            boolean losesCallers) {
        super(state);
        this.journal = new Journal(disk);
        this.tasks = tasks;
        this.random = random;
        this.witness = witness;
        this.losesCallers = losesCallers;
    }

    @Override
    public CommitResult commit(Commit commit) {
        committer().ifPresent(Committer::prepared);
        tasks.pause(random.nextInt(USUAL_MILLIS));
        CommitResult result = write(commit);
        if (result instanceof CommitResult.Committed(long stamp, _)) {
            lastStamp = stamp;
            committer().ifPresent(found -> found.committed(stamp, journal));
            witness.committed(journal, committer());
            wake();
        } else {
            witness.saw(Coverage.CONFLICT);
            committer()
                    .filter(RangeReplay.class::isInstance)
                    .ifPresent(_ -> witness.saw(Coverage.FENCED));
        }
        return result;
    }

    private CommitResult write(Commit commit) {
        try {
            committer().ifPresent(Committer::writes);
            return super.commit(commit);
        } catch (UnknownOutcomeException e) {
            if (!failed) {
                failed = true;
                unknown = committer();
            }
            if (committer().isEmpty() && !witness.suspending()) {
                // A settlement noticed the failure; attempts begun now could not be settled.
                witness.stopped();
            }
            throw e;
        }
    }

    private Optional<Committer> committer() {
        return tasks.running().flatMap(steppedTask -> steppedTask.purpose().committer());
    }

    private void wake() {
        boolean late = random.nextInt(12) == 0;
        tasks.pause(random.nextInt(late ? LATE_MILLIS : USUAL_MILLIS));
        boolean client = committer().filter(Client.class::isInstance).isPresent();
        if (losesCallers && client && random.nextInt(25) == 0) {
            witness.saw(Coverage.LOST_OFFER);
            throw new SteppedTask.Killed();
        }
    }

    /** Loses no callers from now on. */
    void heal() {
        losesCallers = false;
    }

    /** Returns whether the disk failed, so that the process must restart. */
    boolean failed() {
        return failed;
    }

    /** Returns the committer whose commit failed with unknown outcome. */
    Optional<Committer> unknown() {
        return unknown;
    }

    /** Sets the last stamp used before this life. */
    void startsAfter(long stamp) {
        lastStamp = stamp;
    }

    /** Returns the last stamp that a caller has received. */
    long acknowledged() {
        return lastStamp;
    }

    /** Returns the stamp that a commit of unknown outcome has if it happened. */
    long nextStamp() {
        return lastStamp + 1;
    }
}
