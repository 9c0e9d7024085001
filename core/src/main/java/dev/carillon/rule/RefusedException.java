package dev.carillon.rule;

/**
 * Thrown if a user's configuration is not valid; the message says to the user what is wrong with
 * which value, and what to write instead. Never holds a secret.
 */
public final class RefusedException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /** Creates a refusal with a message for the user. */
    public RefusedException(String message) {
        super(message);
    }
}
