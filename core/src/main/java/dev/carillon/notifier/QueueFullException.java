package dev.carillon.notifier;

/**
 * A change is refused because a topic that would be told of it owes as much as it may: nothing
 * happened, and it may be tried again later.
 */
public final class QueueFullException extends RuntimeException {
    private static final long serialVersionUID = 1;

    QueueFullException(String topic) {
        super("the queue of topic " + topic + " is full");
    }
}
