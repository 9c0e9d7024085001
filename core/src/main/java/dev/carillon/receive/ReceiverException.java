package dev.carillon.receive;

/** Thrown if a receiver cannot start; the message says why, and what to do. */
public final class ReceiverException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Creates the exception. */
    public ReceiverException(String message) {
        super(message);
    }

    /** Creates the exception. */
    public ReceiverException(String message, Throwable cause) {
        super(message, cause);
    }
}
