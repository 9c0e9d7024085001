package dev.carillon.endpoint;

import java.io.IOException;

/**
 * Thrown if a target's requests cannot be authorized at present; the message is for the operator
 * and holds no secret.
 */
final class NoTokenException extends IOException {
    private static final long serialVersionUID = 1;

    private final String words;

    NoTokenException(String message) {
        super(message);
        words = message;
    }

    /** Returns the message. */
    String words() {
        return words;
    }
}
