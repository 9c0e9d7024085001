package dev.carillon.store;

/**
 * Thrown when an object's data on disk differs from what was written. Damaged data is never
 * returned. The damage was logged and counted before this is thrown.
 */
public final class DamagedDataException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception whose message names object, file and block. */
    DamagedDataException(String message, DamagedExtentException cause) {
        super(message, cause);
    }
}
