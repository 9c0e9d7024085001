package dev.carillon.background;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs the {@link BackgroundJob}s of a process on one daemon thread of its own: one step at a time,
 * so that background work takes no more than one processor and one place at the disk. The thread
 * begins with the first job and ends with {@link #close}. For any number of threads.
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

    /** Runs nothing before a job is started. */
    public BackgroundJobs() {
        this(AFTER_FAILURE);
    }

    /** Runs nothing yet; pauses for this time after a failure. */
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
     * Starts no further step. The one that runs has three seconds to finish and is interrupted
     * then.
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
