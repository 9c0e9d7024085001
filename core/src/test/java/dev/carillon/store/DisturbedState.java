package dev.carillon.store;

import dev.carillon.state.ForwardingState;
import dev.carillon.state.Key;
import dev.carillon.state.Stamped;
import dev.carillon.state.State;
import dev.carillon.state.View;

import java.util.Optional;

/**
 * A state that runs an action once, right before one of its reads. To open a view is one read. Not
 * thread-safe.
 */
final class DisturbedState extends ForwardingState {
    private Optional<Runnable> disturbance = Optional.empty();
    private int left;

    DisturbedState(State state) {
        super(state);
    }

    /** Runs an action before the next read but {@code reads}. */
    void disturb(int reads, Runnable action) {
        left = reads;
        disturbance = Optional.of(action);
    }

    @Override
    public Optional<Stamped> get(Key key) {
        beforeRead();
        return super.get(key);
    }

    @Override
    public View view() {
        beforeRead();
        return super.view();
    }

    private void beforeRead() {
        if (disturbance.isPresent() && left-- == 0) {
            Runnable action = disturbance.get();
            disturbance = Optional.empty();
            action.run();
        }
    }
}
