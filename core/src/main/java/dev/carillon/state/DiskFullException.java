package dev.carillon.state;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Thrown if the disk has no room, or this user's quota is used up. The message names the file. */
public final class DiskFullException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    public DiskFullException(String message, IOException cause) {
        super(message, cause);
    }
}
