package dev.carillon.kafka;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A search whose callers share the one that is under way. Thread-safe; the lock guards which one
 * that is.
 */
final class OneAtATime<T> {
    private final Object lock = new Object();
    private Optional<CompletableFuture<T>> running = Optional.empty();

    /** Returns the finding of the search under way, or of one that begins now. */
    CompletableFuture<T> join(Supplier<T> search) {
        var begun = new CompletableFuture<T>();
        synchronized (lock) {
            if (running.isPresent() && !running.get().isDone()) {
                return running.get();
            }
            running = Optional.of(begun);
        }
        Thread.startVirtualThread(() -> run(search, begun));
        return begun;
    }

    private static <T> void run(Supplier<T> search, CompletableFuture<T> finding) {
        try {
            finding.complete(search.get());
        } catch (RuntimeException | Error e) {
            finding.completeExceptionally(e);
        }
    }
}
