package dev.carillon.http;

import java.io.IOException;

/** Thrown while a request's body is read, if it does not arrive as announced. */
public final class BodyException extends IOException {
    private static final long serialVersionUID = 1;

    private final Reason reason;

    /** The error in a body. */
    public enum Reason {
        /** The connection ended, or the HTTP chunks were malformed, before the body was whole. */
        INCOMPLETE,
        /** The body arrived more slowly than the server's limits allow. */
        TOO_SLOW,
        /** The body is longer than its reader allows. */
        TOO_LARGE
    }

    BodyException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    BodyException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Creates the error for a body longer than {@code limit} bytes. */
    static BodyException tooLarge(int limit) {
        return new BodyException(
                Reason.TOO_LARGE,
                "the body is longer than the %d bytes allowed here".formatted(limit));
    }

    /** Returns the error. */
    public Reason reason() {
        return reason;
    }
}
