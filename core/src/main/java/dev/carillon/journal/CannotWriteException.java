package dev.carillon.journal;

/**
 * Thrown if the books cannot be written any more: the disk failed, or the store is closed. The work
 * that was not written is repeated after a restart.
 */
public final class CannotWriteException extends RuntimeException {
    CannotWriteException(RuntimeException cause) {
        super(cause.getMessage(), cause);
    }
}
