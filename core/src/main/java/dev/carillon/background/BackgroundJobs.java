package dev.carillon.background;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs the {@link BackgroundJob}s of a process on one daemon thread: one step at a time, so that
 * background work uses at most one processor and one place at the disk. The thread starts with the
 * first job and ends with {@link #close}. Thread-safe.
 */
public final class BackgroundJobs implements AutoCloseable {
    /** The pause after a step that failed. */
    static final Duration AFTER_FAILURE = Duration.ofMinutes(1);

    private static final Duration CLOSING = Duration.ofSeconds(3);
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundJobs.class);

    private final Duration afterFailure;
    private final ScheduledThreadPoolExecutor thread =
            new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().name("carillon-background").daemon().factory());

    /** Creates a runner without jobs. */
    public BackgroundJobs() {
        this(AFTER_FAILURE);
    }

    /** Creates a runner without jobs that pauses for this time after a failure. */
    BackgroundJobs(Duration afterFailure) {
        this.afterFailure = afterFailure;
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * Starts a job. Does nothing after {@link #close}.
     *
     * @param name of the job in the log
     * @param first the pause before its first step
     */
    public void start(String name, Duration first, BackgroundJob job) {
        try {
            var _ = thread.schedule(() -> step(name, job), first.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            if (!thread.isShutdown()) {
                throw e;
            }
        }
    }

    private void step(String name, BackgroundJob job) {
        Duration pause = afterFailure;
        try {
            pause = job.step();
        } catch (RuntimeException e) {
            if (thread.isShutdown()) {
                LOG.debug("the {} ended when it was stopped", name, e);
            } else {
                LOG.warn("the {} failed and is tried again in a minute", name, e);
            }
        } finally {
            start(name, pause, job);
        }
    }

    /**
     * Starts no further step. A step in progress has three seconds to finish and is then
     * interrupted.
     */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSING.toSeconds(), TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
