package dev.carillon.deliver;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Runs tasks on threads: a virtual one for each that waits for the network, four platform threads
 * for the disk (the store's native calls would pin a carrier), one for the time.
 */
public final class ThreadTasks implements Tasks {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadTasks.class);
    private static final int DISK_THREADS = 4;

    private final InstantSource clock;
    private final ExecutorService network =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("deliver-", 0).factory());
    private final ExecutorService disk =
            Executors.newFixedThreadPool(
                    DISK_THREADS, Thread.ofPlatform().name("lane-disk-", 0).daemon().factory());
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("lane-timer").daemon().factory());

    /** Creates tasks that are timed by {@code clock}. */
    public ThreadTasks(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void run(Runnable task) {
        unlessClosed(() -> network.execute(logged(task)));
    }

    @Override
    public void runOnDisk(Runnable task) {
        unlessClosed(() -> disk.execute(logged(task)));
    }

    @Override
    public void runAt(Instant when, Runnable task) {
        long wait = Math.max(0, Duration.between(clock.instant(), when).toNanos());
        unlessClosed(() -> {
            var _ = timer.schedule(() -> run(task), wait, TimeUnit.NANOSECONDS);
        });
    }

    /** Starts nothing more and interrupts running tasks. */
    @Override
    public void close() {
        timer.shutdownNow();
        disk.shutdownNow();
        network.shutdownNow();
    }

    /**
     * Submits a task unless closed; after that there is nothing left to do, because what was not
     * delivered is still owed on disk.
     */
    private void unlessClosed(Runnable hand) {
        try {
            hand.run();
        } catch (RejectedExecutionException e) {
            if (!timer.isShutdown()) {
                throw e;
            }
        }
    }

    /**
     * Logs the failure of a task, which is a bug or a broken disk: its lane stops until the next
     * start.
     */
    private Runnable logged(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                if (!timer.isShutdown()) {
                    LOG.error("a delivery task failed; restart to continue from the journal", e);
                }
            }
        };
    }
}
