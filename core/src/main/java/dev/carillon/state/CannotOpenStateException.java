package dev.carillon.state;

/** Thrown if the store cannot be opened; the message says what to do. */
public final class CannotOpenStateException extends IllegalStateException {
    public CannotOpenStateException(String message) {
        super(message);
    }

    public CannotOpenStateException(String message, Throwable cause) {
        super(message, cause);
    }
}
