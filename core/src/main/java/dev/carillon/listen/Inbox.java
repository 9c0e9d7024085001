package dev.carillon.listen;

/** The place where messages are kept until the local service has taken them. Thread-safe. */
interface Inbox {
    /**
     * Keeps a message; it is on disk when this returns.
     *
     * @throws NotEventsException if it is not a message of events
     */
    void take(InboundMessage message);

    /** Thrown if a message is not one of events. */
    final class NotEventsException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotEventsException(String why) {
            super(why);
        }
    }
}
