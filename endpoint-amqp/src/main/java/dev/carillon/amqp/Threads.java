package dev.carillon.amqp;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** The threads that all connections share; none until the first connection. */
final class Threads implements AutoCloseable {
    private final ThreadFactory factory =
            Thread.ofPlatform().daemon().name("carillon-amqp-", 0).factory();
    private final ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, factory);

    /** Returns the source of the thread that reads from a connection. */
    ThreadFactory factory() {
        return factory;
    }

    /** Runs short tasks, each on a virtual thread. */
    ExecutorService tasks() {
        return tasks;
    }

    /** Runs the task repeatedly, with this pause between runs, until closed. */
    void every(long millis, Runnable task) {
        var _ =
                timer.scheduleWithFixedDelay(
                        () -> tasks.execute(task), millis, millis, TimeUnit.MILLISECONDS);
    }

    /** Ends the repeated tasks; connections that are being closed still need the others. */
    @Override
    public void close() {
        timer.shutdownNow();
    }
}
