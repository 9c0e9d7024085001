package dev.carillon.store;

import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.Key;
import dev.carillon.state.Stamped;
import dev.carillon.state.State;
import dev.carillon.state.View;

import java.util.Optional;

/** A state whose process is gone after so many commits. */
final class CutOff implements State {
    private final State state;
    private int left;

    CutOff(State state, int commits) {
        this.state = state;
        this.left = commits;
    }

    @Override
    public Optional<Stamped> get(Key key) {
        return state.get(key);
    }

    @Override
    public View view() {
        return state.view();
    }

    @Override
    public CommitResult commit(Commit commit) {
        if (left-- == 0) {
            throw new IllegalStateException("cut off");
        }
        return state.commit(commit);
    }

    @Override
    public void close() {}
}
