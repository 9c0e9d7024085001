package dev.carillon.state;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A part of the database cannot be read, and trying again would not help: the disk changed or lost
 * it. Everything else can be read. The damage was logged and counted when this was thrown.
 */
public final class DamagedStateException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    /** Creates an error; the message names the place on disk. */
    public DamagedStateException(String message) {
        super(message, new IOException(message));
    }
}
