package dev.carillon.endpoint;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.format.Message;

import java.time.Duration;

/**
 * The open connection to one target. Thread-safe; whoever opened it closes it.
 *
 * <p>Never throws for what the far end does: that is an {@link AttemptResult}.
 */
public interface Endpoint extends AutoCloseable {
    /**
     * Sends one message and waits for the answer.
     *
     * @param limit by wall clock, connecting included: after it the attempt has timed out, whatever
     *     the far end goes on to do
     */
    AttemptResult send(Message message, Duration limit);

    /**
     * Sends one message as {@link #send} does, and tells how each step went. What cannot see its
     * steps tells the attempt as one.
     *
     * @param limit of the whole
     */
    default Diagnosis diagnose(Message message, Duration limit) {
        long start = System.nanoTime();
        AttemptResult result = send(message, limit);
        return Diagnosis.of(result, Duration.ofNanos(System.nanoTime() - start));
    }

    @Override
    void close();
}
