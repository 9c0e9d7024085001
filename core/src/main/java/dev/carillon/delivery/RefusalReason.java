package dev.carillon.delivery;

/** The reason for which an endpoint did not accept a message. */
public sealed interface RefusalReason {
    /** An HTTP answer. The recipient's policy says whether it is final. */
    record HttpStatus(int code) implements RefusalReason {}

    /**
     * A reason in words, from an endpoint that answers without an HTTP status.
     *
     * @param words one line of at most 200 characters, for example {@code returned: no queue is
     *     bound}; control characters become spaces, and longer text is cut
     * @param scope the messages that the endpoint refuses for the same reason
     */
    record Stated(String words, Scope scope) implements RefusalReason {
        private static final int MAX_CHARS = 200;

        public Stated {
            words = words.replaceAll("\\p{Cntrl}", " ").strip();
            words = words.length() <= MAX_CHARS ? words : words.substring(0, MAX_CHARS);
        }
    }

    /** The messages that an endpoint refuses for a stated reason. */
    enum Scope {
        /** This message, now and later: its delivery is given up immediately. */
        MESSAGE,
        /**
         * Every message at present: the delivery is retried, and the endpoint counts as in trouble.
         */
        ENDPOINT,
        /**
         * This message at present: the delivery is retried, and the endpoint counts as working,
         * whatever happens to other messages.
         */
        DELIVERY,
        /**
         * This delivery, because it was accepted before and it is not known what came of it: it is
         * given up immediately, as interrupted, and may be sent again by an operator.
         */
        INTERRUPTED
    }
}
