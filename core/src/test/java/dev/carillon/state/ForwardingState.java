package dev.carillon.state;

import java.util.Optional;

/**
 * A state that forwards to another one, for subclasses that change one method. It does not close
 * the other one, which its creator closes.
 */
public abstract class ForwardingState implements State {
    private final State state;

    protected ForwardingState(State state) {
        this.state = state;
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
        return state.commit(commit);
    }

    @Override
    public final void close() {}
}
