package dev.carillon.server;

/**
 * Thrown if the server cannot start as configured; the message says what is wrong, where, and what
 * to do.
 */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConfigException(String message) {
        super(message);
    }

    ConfigException(String message, Throwable cause) {
        super(message, cause);
    }
}
