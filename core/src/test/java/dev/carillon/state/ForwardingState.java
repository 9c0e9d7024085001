package dev.carillon.state;

import java.util.Optional;

/**
 * A state that does what another does, for those that change one thing about it. It does not close
 * the other: whoever made that closes it.
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
