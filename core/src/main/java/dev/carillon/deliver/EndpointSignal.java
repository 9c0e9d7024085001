package dev.carillon.deliver;

import dev.carillon.delivery.AttemptResult;

/** What an attempt says about the endpoint, rather than about the one delivery. */
enum EndpointSignal {
    /** It answers as one that works. */
    WORKS,
    /** It is in trouble. */
    TROUBLE,
    /** A delivery that failed before failed again: that may well be the delivery's own fault. */
    NOTHING;

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERRORS = 500;

    /**
     * Reads the sign.
     *
     * @param retried whether this delivery had failed before
     */
    static EndpointSignal of(AttemptResult result, boolean retried) {
        return switch (result) {
            case AttemptResult.Accepted _ -> WORKS;
            case AttemptResult.Refused(int status, _, _) -> ofStatus(status, retried);
            case AttemptResult.Unreachable _, AttemptResult.TimedOut _ -> TROUBLE;
        };
    }

    private static EndpointSignal ofStatus(int status, boolean retried) {
        if (status == TOO_MANY_REQUESTS) {
            return TROUBLE;
        }
        if (status < SERVER_ERRORS) {
            return WORKS;
        }
        return retried ? NOTHING : TROUBLE;
    }
}
