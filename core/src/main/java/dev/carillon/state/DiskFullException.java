package dev.carillon.state;

import java.io.IOException;
import java.io.UncheckedIOException;

/** The disk has no room, or this user may have no more of it. The message names the file. */
public final class DiskFullException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    public DiskFullException(String message, IOException cause) {
        super(message, cause);
    }
}
