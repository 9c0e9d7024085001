package dev.carillon.registry;

import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.ForwardingState;
import dev.carillon.state.Key;
import dev.carillon.state.Stamped;
import dev.carillon.state.View;
import dev.carillon.testkit.MemoryState;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A store that counts reads, and lets a test run code right before a commit. */
final class MeddlingState extends ForwardingState {
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicReference<Optional<Runnable>> meddling =
            new AtomicReference<>(Optional.empty());

    MeddlingState() {
        super(MemoryState.create());
    }

    /** Runs code once, right before the next commit. */
    void beforeNextCommit(Runnable action) {
        meddling.set(Optional.of(action));
    }

    /** Returns how often a key was read. */
    int reads() {
        return reads.get();
    }

    @Override
    public Optional<Stamped> get(Key key) {
        reads.incrementAndGet();
        return super.get(key);
    }

    @Override
    public View view() {
        reads.incrementAndGet();
        return super.view();
    }

    @Override
    public CommitResult commit(Commit commit) {
        meddling.getAndSet(Optional.empty()).ifPresent(Runnable::run);
        return super.commit(commit);
    }
}
