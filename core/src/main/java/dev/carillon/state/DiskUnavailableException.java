package dev.carillon.state;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Thrown if the disk cannot be used now: the process has no file descriptor left, the file system
 * is read-only or this user may not write there, or the database is being reopened. Nothing was
 * changed, and a retry may succeed. The message names the file.
 */
public final class DiskUnavailableException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    public DiskUnavailableException(String message, IOException cause) {
        super(message, cause);
    }
}
