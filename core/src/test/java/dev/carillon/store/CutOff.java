package dev.carillon.store;

import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.ForwardingState;
import dev.carillon.state.State;

/** A state that fails, as if the process had died, after a number of commits. */
final class CutOff extends ForwardingState {
    private int left;

    CutOff(State state, int commits) {
        super(state);
        this.left = commits;
    }

    @Override
    public CommitResult commit(Commit commit) {
        if (left-- == 0) {
            throw new IllegalStateException("cut off");
        }
        return super.commit(commit);
    }
}
