package dev.carillon.script;

import java.time.Duration;

/**
 * Runs programs and ends them with the processes that they started. Thread-safe. Closing it ends
 * those that still run.
 */
interface Launcher extends AutoCloseable {
    /** The time that a program has to end after it was asked to. */
    Duration PATIENCE = Duration.ofSeconds(5);

    /**
     * Runs a program to its end, and ends what it left in its group. Blocks a platform thread.
     *
     * <p>A program that is not finished after the limit is asked to end (SIGTERM), and made to
     * (SIGKILL) after {@link #PATIENCE}. This returns only when it has ended, so that a second run
     * for the same event never overlaps it.
     *
     * @param output gets what the program prints, as it comes
     * @throws SystemCallException if the program cannot be started
     */
    Ended run(Command command, Duration limit, OutputSink output);

    /** Asks all running programs to end, and makes them after {@link #PATIENCE}. */
    @Override
    void close();

    /** Takes what a program prints. */
    @FunctionalInterface
    interface OutputSink {
        /** Returns whether there is any use in giving it more. */
        default boolean wants() {
            return true;
        }

        /** Takes a part, which belongs to the sink. */
        void take(byte[] part);
    }
}
