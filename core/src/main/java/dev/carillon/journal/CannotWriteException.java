package dev.carillon.journal;

/**
 * The books cannot be written any more: the disk failed, or the store is closed. What was to be
 * written is done again after a restart.
 */
public final class CannotWriteException extends RuntimeException {
    CannotWriteException(RuntimeException cause) {
        super(cause.getMessage(), cause);
    }
}
