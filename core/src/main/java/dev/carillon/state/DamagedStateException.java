package dev.carillon.state;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Thrown if a part of the database cannot be read because the disk changed or lost it, so a retry
 * would not help. Everything else can be read. The damage was logged and counted before this is
 * thrown.
 */
public final class DamagedStateException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception; the message names the place on disk. */
    public DamagedStateException(String message) {
        super(message, new IOException(message));
    }
}
