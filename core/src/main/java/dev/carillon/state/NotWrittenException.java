package dev.carillon.state;

import dev.carillon.state.FailedWrite.Missing;

/**
 * A group was not written: the engine could not open or extend a file, and what reached the disk of
 * the group is dropped when the log is read. The message says what is missing.
 */
final class NotWrittenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Missing missing;

    NotWrittenException(String message, Missing missing, Throwable cause) {
        super(message, cause);
        this.missing = missing;
    }

    /** The log cannot be recovered yet. */
    static NotWrittenException stillMissing(String message, Throwable cause) {
        return new NotWrittenException(message, Missing.of(message).orElse(Missing.SPACE), cause);
    }

    Missing missing() {
        return missing;
    }
}
