package dev.carillon.state;

/**
 * Thrown if writing to disk failed and it is not known whether the commit happened. The store
 * refuses all commits until it is opened again, because after a failed sync the content of the disk
 * is unknown.
 */
public final class UnknownOutcomeException extends RuntimeException {
    public UnknownOutcomeException(String message, Throwable cause) {
        super(message, cause);
    }
}
