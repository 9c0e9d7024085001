package dev.carillon.endpoint;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.format.Message;

import java.time.Duration;

/**
 * The open connection to one target. For any number of threads; whoever opened it closes it.
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

    @Override
    void close();
}
