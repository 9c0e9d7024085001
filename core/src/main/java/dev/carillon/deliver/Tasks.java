package dev.carillon.deliver;

import java.time.Instant;

/**
 * Runs the work of lanes elsewhere and later. The server has threads for it; the simulation has one
 * thread, and a seed that decides the order.
 */
public interface Tasks extends AutoCloseable {
    /** Runs a task that may wait for the network. */
    void run(Runnable task);

    /** Runs a task that reads or writes much of the disk. */
    void runOnDisk(Runnable task);

    /** Runs a short task at a time, or soon after it. */
    void runAt(Instant when, Runnable task);

    /** Starts nothing more and interrupts what runs; by default there is nothing to stop. */
    @Override
    default void close() {}
}
