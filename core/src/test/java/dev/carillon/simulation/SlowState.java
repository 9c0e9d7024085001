package dev.carillon.simulation;

import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.ForwardingState;
import dev.carillon.state.State;
import dev.carillon.state.UnknownOutcomeException;

import java.util.random.RandomGenerator;

/** The state as its callers see it: other tasks run before and after a commit. */
final class SlowState extends ForwardingState {
    private static final int USUAL_MILLIS = 25;

    private final SeededTasks tasks;
    private final RandomGenerator random;
    private boolean failed;

    SlowState(State state, SeededTasks tasks, RandomGenerator random) {
        super(state);
        this.tasks = tasks;
        this.random = random;
    }

    /** Returns whether the outcome of a commit is unknown, so that the process must restart. */
    boolean failed() {
        return failed;
    }

    @Override
    public CommitResult commit(Commit commit) {
        tasks.pause(random.nextInt(USUAL_MILLIS));
        try {
            CommitResult result = super.commit(commit);
            tasks.pause(random.nextInt(USUAL_MILLIS));
            return result;
        } catch (UnknownOutcomeException e) {
            failed = true;
            throw e;
        }
    }
}
