package dev.carillon.state;

/**
 * Writing to disk failed: whether the commit happened is not known. The store refuses all commits
 * until it is opened again, for after a failed sync nobody knows what the disk holds.
 */
public final class UnknownOutcomeException extends RuntimeException {
    public UnknownOutcomeException(String message, Throwable cause) {
        super(message, cause);
    }
}
