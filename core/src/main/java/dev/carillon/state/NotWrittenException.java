package dev.carillon.state;

import dev.carillon.state.FailedWrite.Missing;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/**
 * Thrown if a group was not written: the engine could not open or extend a file, or refuses writes
 * since a compaction met damage. Any part of the group on disk is dropped when the log is read. The
 * message says why.
 */
final class NotWrittenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final @Nullable Missing missing;

    private NotWrittenException(String message, @Nullable Missing missing, Throwable cause) {
        super(message, cause);
        this.missing = missing;
    }

    /** Creates an exception for a file that could not be opened or extended. */
    static NotWrittenException missing(String message, Missing missing, Throwable cause) {
        return new NotWrittenException(message, missing, cause);
    }

    /**
     * Creates an exception for an engine that met damage in a compaction and refuses all writes
     * until it is opened again.
     */
    static NotWrittenException damaged(String message, Throwable cause) {
        return new NotWrittenException(message, null, cause);
    }

    /** Creates an exception for a log that cannot be recovered yet. */
    static NotWrittenException stillMissing(String message, Throwable cause) {
        return new NotWrittenException(message, Missing.of(message).orElse(Missing.SPACE), cause);
    }

    /** Returns what is missing; empty if damage is the reason. */
    Optional<Missing> missing() {
        return Optional.ofNullable(missing);
    }
}
