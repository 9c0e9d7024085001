package dev.carillon.tail;

/** Thrown if the server has no room for one more live tail; the message says what to do. */
public final class TailsFullException extends RuntimeException {
    static final String MESSAGE =
            "Too many live tails are open, or they have too many different selections: close some,"
                    + " or take the same bucket, events, prefix and suffix as another one, then"
                    + " try again";

    private static final long serialVersionUID = 1;

    TailsFullException() {
        super(MESSAGE);
    }
}
