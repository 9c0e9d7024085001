package dev.carillon.http;

import java.io.IOException;

/** Thrown by the read of a request's body that did not come as announced. */
public final class BodyException extends IOException {
    private static final long serialVersionUID = 1;

    private final Reason reason;

    /** What was wrong with a body. */
    public enum Reason {
        /** The connection ended, or the HTTP chunks were malformed, before the body was whole. */
        INCOMPLETE,
        /** It came slower than the server's limits allow. */
        TOO_SLOW,
        /** It is longer than its reader allows. */
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

    /** What was wrong. */
    public Reason reason() {
        return reason;
    }
}
