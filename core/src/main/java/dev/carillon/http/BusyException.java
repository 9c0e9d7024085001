package dev.carillon.http;

import java.io.IOException;

/**
 * Thrown if the server has no memory for one more request body. Nothing was changed; the client may
 * retry.
 */
public final class BusyException extends IOException {
    private static final long serialVersionUID = 1;

    BusyException(String message) {
        super(message);
    }
}
