package dev.carillon.tail;

/** Thrown if a stream cannot go on after a cursor. */
public final class CursorException extends Exception {
    private static final long serialVersionUID = 1;

    private final Reason reason;

    /** The reasons for which a cursor is refused. */
    public enum Reason {
        /** The cursor is of another bucket, or of all of them. */
        OTHER_SCOPE,
        /** No event of this server has such a stamp yet. */
        FUTURE,
        /** Events behind the cursor have left the log. */
        CUT
    }

    CursorException(Reason reason) {
        super(reason.name());
        this.reason = reason;
    }

    /** Returns the reason. */
    public Reason reason() {
        return reason;
    }
}
