package dev.carillon.notifier;

/**
 * Thrown if a change is refused because a topic that would get its event has reached its quota. The
 * change was not made and may be retried later.
 */
public final class QueueFullException extends RuntimeException {
    private static final long serialVersionUID = 1;

    QueueFullException(String topic) {
        super("the queue of topic " + topic + " is full");
    }
}
