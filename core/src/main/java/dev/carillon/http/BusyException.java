package dev.carillon.http;

import java.io.IOException;

/**
 * Thrown when the server has no memory left for one more request body. Nothing was changed; the
 * client may try again.
 */
public final class BusyException extends IOException {
    private static final long serialVersionUID = 1;

    BusyException(String message) {
        super(message);
    }
}
