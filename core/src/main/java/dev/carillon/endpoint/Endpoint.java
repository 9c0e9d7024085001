package dev.carillon.endpoint;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.format.Message;

import java.time.Duration;

/**
 * The open connection to one target. Thread-safe; the caller that opened it closes it.
 *
 * <p>Never throws because of what the endpoint does: that is an {@link AttemptResult}.
 */
public interface Endpoint extends AutoCloseable {
    /**
     * Sends one message and waits for the answer.
     *
     * @param limit by wall clock, connecting included; after it the attempt has timed out, whatever
     *     the endpoint does then
     */
    AttemptResult send(Message message, Duration limit);

    /**
     * Sends one message as {@link #send} does, and reports the course of each step. An endpoint
     * that cannot observe its steps reports the attempt as one step.
     *
     * @param limit of the whole attempt
     */
    default Diagnosis diagnose(Message message, Duration limit) {
        long start = System.nanoTime();
        AttemptResult result = send(message, limit);
        return Diagnosis.of(result, Duration.ofNanos(System.nanoTime() - start));
    }

    @Override
    void close();
}
