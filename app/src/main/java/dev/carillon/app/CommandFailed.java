package dev.carillon.app;

/**
 * Thrown if a command did not succeed; its message says why and what to do, so no stack trace is
 * printed.
 */
final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandFailed(String message) {
        super(message);
    }

    CommandFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
