package dev.carillon.endpoint;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Ends what takes too long by wall clock: one timer thread for all, which only starts the cut and
 * never runs it. For any number of threads.
 */
final class Deadlines implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().daemon().name("carillon-deadlines").factory());

    Deadlines() {
        // nearly all are withdrawn early: they must not pile up until their time
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Runs the cut after the limit, unless the deadline is closed before. */
    Deadline start(Duration limit, Runnable cut) {
        return new Deadline(timer, limit, cut);
    }

    /** Runs the task again and again, with this pause between, until closed. */
    void every(Duration pause, Runnable task) {
        var _ =
                timer.scheduleWithFixedDelay(
                        () -> Thread.startVirtualThread(task),
                        pause.toMillis(),
                        pause.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** One limit that is running. */
    static final class Deadline implements AutoCloseable {
        private final Future<?> pending;

        private Deadline(ScheduledThreadPoolExecutor timer, Duration limit, Runnable cut) {
            pending =
                    timer.schedule(
                            () -> Thread.startVirtualThread(cut),
                            limit.toNanos(),
                            TimeUnit.NANOSECONDS);
        }

        /** Withdraws it. */
        @Override
        public void close() {
            pending.cancel(false);
        }
    }
}
