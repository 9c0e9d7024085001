package dev.carillon.signature;

/**
 * Thrown while a body is read, if it differs from what its sender signed or announced. The data
 * read so far must be discarded; the refusal is the answer to send.
 */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Refusal refusal;

    /** Wraps a refusal. */
    public RefusedException(Refusal refusal) {
        super(refusal.code().text() + ": " + refusal.message());
        this.refusal = refusal;
    }

    RefusedException(RefusalCode code, String message) {
        this(Refusal.of(code, message));
    }

    RefusedException(RefusalCode code, String message, Throwable cause) {
        this(Refusal.of(code, message));
        initCause(cause);
    }

    /** Returns the refusal to answer with. */
    public Refusal refusal() {
        return refusal;
    }
}
