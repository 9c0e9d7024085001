package dev.carillon.endpoint;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends operations at a wall-clock limit, at most a moment late. One thread checks all running
 * deadlines every {@value #LOOK_MILLIS} ms while there are any. It starts each cut on another
 * thread and never runs it itself.
 *
 * <p>Nearly all deadlines are withdrawn early, so starting and withdrawing is cheap: none has a
 * timer of its own. Thread-safe.
 */
public final class Deadlines implements AutoCloseable {
    private static final int LOOK_MILLIS = 10;

    private final Set<Deadline> running = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().daemon().name("carillon-deadlines").factory());

    /** Runs {@code cut} after the limit, unless the deadline is closed before. */
    public Deadline start(Duration limit, Runnable cut) {
        var deadline = new Deadline(System.nanoTime() + limit.toNanos(), cut, running);
        running.add(deadline);
        lookLater();
        return deadline;
    }

    /** Runs the task repeatedly, with this pause between runs, until closed. */
    public void every(Duration pause, Runnable task) {
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

    private void lookLater() {
        if (!looking.get() && looking.compareAndSet(false, true)) {
            var _ = timer.schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Checks all deadlines. The flag is cleared first, so that a deadline that starts meanwhile
     * requests another check.
     */
    private void look() {
        looking.set(false);
        long now = System.nanoTime();
        for (Deadline deadline : running) {
            deadline.cutIfOver(now);
        }
        if (!running.isEmpty()) {
            lookLater();
        }
    }

    /** A running deadline. */
    public static final class Deadline implements AutoCloseable {
        private final long end;
        private final Runnable cut;
        private final Set<Deadline> running;

        private Deadline(long end, Runnable cut, Set<Deadline> running) {
            this.end = end;
            this.cut = cut;
            this.running = running;
        }

        private void cutIfOver(long now) {
            if (now - end >= 0 && running.remove(this)) {
                Thread.startVirtualThread(cut);
            }
        }

        /** Withdraws the deadline. */
        @Override
        public void close() {
            running.remove(this);
        }
    }
}
