package dev.carillon.rule;

/**
 * Says why what a user configured is not valid, in words for that user: what is wrong with which
 * value, and what to write instead. Never holds a secret.
 */
public final class RefusedException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /** Refuses with words for the user. */
    public RefusedException(String message) {
        super(message);
    }
}
