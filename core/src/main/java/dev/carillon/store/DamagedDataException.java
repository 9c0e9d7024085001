package dev.carillon.store;

/**
 * The data of an object on the disk is not what was written: it is not handed out. The damage was
 * logged and counted when this was thrown.
 */
public final class DamagedDataException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates an error; the message names object, file and block. */
    DamagedDataException(String message, DamagedExtentException cause) {
        super(message, cause);
    }
}
