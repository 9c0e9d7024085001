package dev.carillon.signature;

/**
 * Thrown while a body is read, when it is not what its sender signed or announced. What was read of
 * it must be thrown away; the refusal is the answer to give.
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

    /** What to answer. */
    public Refusal refusal() {
        return refusal;
    }
}
