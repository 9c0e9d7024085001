package dev.carillon.store;

import dev.carillon.state.ForwardingState;
import dev.carillon.state.Key;
import dev.carillon.state.Scan;
import dev.carillon.state.Stamped;
import dev.carillon.state.State;
import dev.carillon.state.View;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A state that records which keys were read, in order. */
final class CountingState extends ForwardingState {
    private final List<Key> read = new CopyOnWriteArrayList<>();

    CountingState(State state) {
        super(state);
    }

    /** Returns the keys that were read while {@code action} ran, in order. */
    List<Key> during(Runnable action) {
        read.clear();
        action.run();
        return List.copyOf(read);
    }

    @Override
    public Optional<Stamped> get(Key key) {
        read.add(key);
        return super.get(key);
    }

    @Override
    public View view() {
        return new CountingView(super.view());
    }

    private final class CountingView implements View {
        private final View view;

        private CountingView(View view) {
            this.view = view;
        }

        @Override
        public Optional<Stamped> get(Key key) {
            read.add(key);
            return view.get(key);
        }

        @Override
        public Scan scan(Key from, Key to, Order order) {
            return view.scan(from, to, order);
        }

        @Override
        public void close() {
            view.close();
        }
    }
}
