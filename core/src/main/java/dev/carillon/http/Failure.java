package dev.carillon.http;

/** The reason for which the server itself answers a request instead of the face. */
public sealed interface Failure {
    /** Returns the HTTP status of this failure. */
    int status();

    /** Returns a text for people that says what happened and what to do. */
    String message();

    /** An internal error; the log has it under the request's id. */
    record Broken() implements Failure {
        @Override
        public int status() {
            return 500;
        }

        @Override
        public String message() {
            return "We encountered an internal error. Please try again.";
        }
    }

    /** The server is stopping and takes no more requests. */
    record Stopping() implements Failure {
        @Override
        public int status() {
            return 503;
        }

        @Override
        public String message() {
            return "The server is stopping. Please try again.";
        }
    }

    /** The memory for request bodies is used up; nothing was changed. */
    record Busy() implements Failure {
        @Override
        public int status() {
            return 503;
        }

        @Override
        public String message() {
            return "The server is reading as many requests at once as its memory allows. Try again"
                    + " in a second, or send fewer at the same time.";
        }
    }

    /**
     * The disk cannot be used.
     *
     * @param recovers whether the failed change certainly did not happen and the server writes
     *     again by itself after the cause is gone; otherwise nothing can be changed until a restart
     */
    record CannotWrite(boolean recovers) implements Failure {
        @Override
        public int status() {
            return 503;
        }

        @Override
        public String message() {
            String changed =
                    recovers
                            ? "The server cannot use its disk now and did not carry out this"
                                    + " request."
                            : "The server cannot write to its disk, and whether this request"
                                    + " changed anything is not known.";
            return changed + " Tell the operator: /healthz says what is wrong. Then try again.";
        }
    }

    /**
     * The request is not valid HTTP: its path has a malformed escape or is not UTF-8, its headers
     * are too long or contradict each other, or its version is not supported.
     */
    record Malformed(int status) implements Failure {
        private static final int URI_TOO_LONG = 414;
        private static final int EXPECTATION_FAILED = 417;
        private static final int HEADERS_TOO_LONG = 431;
        private static final int VERSION_NOT_SUPPORTED = 505;

        @Override
        public String message() {
            return switch (status) {
                case URI_TOO_LONG -> "The request line is too long. Ask for less at once.";
                case EXPECTATION_FAILED ->
                        "The only expectation that is met is Expect: 100-continue. Send that, or"
                                + " none.";
                case HEADERS_TOO_LONG -> "The request headers are too long. Send fewer.";
                case VERSION_NOT_SUPPORTED ->
                        "This version of HTTP is not spoken here. Send HTTP/1.1.";
                default ->
                        "Could not parse the request: escapes in its URI must be %XX and form"
                                + " UTF-8, its headers must follow RFC 9112.";
            };
        }
    }

    /** The body did not arrive as announced. */
    record BadBody(BodyException.Reason reason) implements Failure {
        @Override
        public int status() {
            return switch (reason) {
                case INCOMPLETE -> 400;
                case TOO_SLOW -> 408;
                case TOO_LARGE -> 413;
            };
        }

        @Override
        public String message() {
            return switch (reason) {
                case INCOMPLETE -> "The body ended before its announced length. Send it again.";
                case TOO_SLOW -> "The body came too slowly. Send it again, faster.";
                case TOO_LARGE -> "The body is larger than is allowed here. Send less.";
            };
        }
    }
}
