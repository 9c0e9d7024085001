package dev.carillon.delivery;

/** The reason that an endpoint gives for not taking a message. */
public sealed interface RefusalReason {
    /** An answer of HTTP. The recipient's policy says whether it is final. */
    record HttpStatus(int code) implements RefusalReason {}

    /**
     * A reason in words, of an endpoint that answers without an HTTP status.
     *
     * @param words one line of at most 200 characters, for example {@code returned: no queue is
     *     bound}; control characters become spaces, and what is longer is cut
     * @param scope what else the endpoint refuses for the same reason
     */
    record Stated(String words, Scope scope) implements RefusalReason {
        private static final int MAX_CHARS = 200;

        public Stated {
            words = words.replaceAll("\\p{Cntrl}", " ").strip();
            words = words.length() <= MAX_CHARS ? words : words.substring(0, MAX_CHARS);
        }
    }

    /** What an endpoint refuses for a reason that it stated. */
    enum Scope {
        /** This message, now and later: its delivery is given up at once. */
        MESSAGE,
        /** Every message at present: the delivery is retried, and the endpoint is in trouble. */
        ENDPOINT
    }
}
