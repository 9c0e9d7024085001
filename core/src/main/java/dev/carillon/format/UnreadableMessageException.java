package dev.carillon.format;

/**
 * Thrown if a received message is no JSON, or larger than this program accepts; the message says
 * what is wrong with it.
 */
public final class UnreadableMessageException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean tooLarge;

    /** Creates the exception for a message of which no event can be read. */
    public UnreadableMessageException(String message) {
        this(message, false);
    }

    private UnreadableMessageException(String message, boolean tooLarge) {
        super(message);
        this.tooLarge = tooLarge;
    }

    /** Returns the exception for a message with too many bytes or events. */
    public static UnreadableMessageException tooLarge(String message) {
        return new UnreadableMessageException(message, true);
    }

    /** Returns whether the same events could be read from smaller messages. */
    public boolean tooLarge() {
        return tooLarge;
    }
}
