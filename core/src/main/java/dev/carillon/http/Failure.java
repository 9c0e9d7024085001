package dev.carillon.http;

/** Why the server itself answers a request in a face's stead. */
public sealed interface Failure {
    /** The HTTP status that fits. */
    int status();

    /** For people: what happened and what to do. */
    String message();

    /** Something broke; it is in the log under the request's id. */
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

    /** The path or query has a malformed escape, or is not UTF-8. */
    record MalformedTarget() implements Failure {
        @Override
        public int status() {
            return 400;
        }

        @Override
        public String message() {
            return "Could not parse the specified URI: its escapes must be %XX and form UTF-8.";
        }
    }

    /** The body did not come as announced. */
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
