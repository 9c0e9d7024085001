package dev.carillon.state;

/**
 * Thrown if nothing of a commit happened: the engine could not open or extend one of its files.
 * Later commits succeed once it can. The message says what is missing.
 */
public final class NotCommittedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotCommittedException(String message, Throwable cause) {
        super(message, cause);
    }
}
