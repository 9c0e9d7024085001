package dev.carillon.listen;

/** Thrown if a listener cannot start or go on; the message says why and what to do. */
public final class ListenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception with a message for the user. */
    public ListenException(String message) {
        super(message);
    }

    /** Creates an exception with a message for the user. */
    public ListenException(String message, Throwable cause) {
        super(message, cause);
    }
}
