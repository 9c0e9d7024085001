package dev.carillon.http;

/** Thrown if the certificate or the key cannot be used; the message says what to do. */
public final class BadTlsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BadTlsException(String message) {
        super(message);
    }

    BadTlsException(String message, Throwable cause) {
        super(message, cause);
    }
}
