package dev.carillon.script;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Refused;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.delivery.RefusalReason.Scope;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

/**
 * The threads on which scripts are run, so that a run blocks no thread that others share. Runs that
 * find no free thread wait in the order in which they came. Thread-safe.
 */
final class RunSlots implements AutoCloseable {
    private final Runner runner;
    private final ExecutorService threads;
    private volatile boolean closed;

    /** Creates the threads, as many as runs may be under way at once. */
    RunSlots(int many, Runner runner) {
        this.runner = runner;
        threads =
                Executors.newFixedThreadPool(
                        many, Thread.ofPlatform().name("script-", 0).daemon().factory());
    }

    /**
     * Runs the script and waits. The limit is that of the run: the wait for a free thread comes
     * before it, and is as long as the runs before it.
     */
    AttemptResult run(ScriptCall call, Duration limit) {
        try {
            return submitted(call, limit).get();
        } catch (RejectedExecutionException _) {
            return stopping();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Unreachable("the attempt was interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a script could not be run", e.getCause());
        }
    }

    private Future<AttemptResult> submitted(ScriptCall call, Duration limit) {
        return threads.submit(() -> closed ? stopping() : runner.run(call, limit));
    }

    private static AttemptResult stopping() {
        return Refused.stated("not run: the receiver is stopping", Scope.DELIVERY);
    }

    /** Starts no further run; runs under way go on. */
    @Override
    public void close() {
        closed = true;
        threads.shutdown();
    }
}
