package dev.carillon.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/**
 * Removes many objects, each in a commit of its own, up to {@value #MAX_IN_FLIGHT} at a time.
 * Thread-safe.
 */
public final class ManyRemovals {
    /** The number of commits of one request that run at the same time. */
    public static final int MAX_IN_FLIGHT = 64;

    private final Objects objects;

    ManyRemovals(Objects objects) {
        this.objects = objects;
    }

    /**
     * Removes all, and returns the outcomes in the same order. A refusal does not stop the others.
     */
    public List<Outcome<Removed>> delete(List<Removal> removals) throws InterruptedException {
        var room = new Semaphore(MAX_IN_FLIGHT);
        var pending = new ArrayList<Future<Outcome<Removed>>>(removals.size());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Removal removal : removals) {
                room.acquire();
                pending.add(
                        threads.submit(() -> {
                            try {
                                return objects.delete(removal);
                            } finally {
                                room.release();
                            }
                        }));
            }
        }
        var outcomes = new ArrayList<Outcome<Removed>>(removals.size());
        for (var one : pending) {
            outcomes.add(outcome(one));
        }
        return outcomes;
    }

    private static Outcome<Removed> outcome(Future<Outcome<Removed>> one)
            throws InterruptedException {
        try {
            return one.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("an object could not be removed", e.getCause());
        }
    }
}
