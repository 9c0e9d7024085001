package dev.carillon.deliver;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.RefusalReason;
import dev.carillon.delivery.RefusalReason.HttpStatus;
import dev.carillon.delivery.RefusalReason.Stated;

/** The information that an attempt gives about the endpoint, as opposed to the one delivery. */
enum EndpointSignal {
    /** The endpoint works. */
    WORKS,
    /** The endpoint is in trouble. */
    TROUBLE,
    /**
     * No information: a delivery that failed before failed again, which may be the delivery's own
     * fault.
     */
    NOTHING;

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERRORS = 500;

    /**
     * Returns the signal of a result.
     *
     * @param retried whether this delivery had failed before
     */
    static EndpointSignal of(AttemptResult result, boolean retried) {
        return switch (result) {
            case AttemptResult.Accepted _ -> WORKS;
            case AttemptResult.Refused(HttpStatus(int code), _, _) -> ofStatus(code, retried);
            case AttemptResult.Refused(Stated(_, RefusalReason.Scope scope), _, _) ->
                    scope == RefusalReason.Scope.ENDPOINT ? TROUBLE : WORKS;
            case AttemptResult.Unreachable _, AttemptResult.TimedOut _ -> TROUBLE;
        };
    }

    /** Returns whether the endpoint may have refused this message because of its content. */
    static boolean blamesMessage(AttemptResult result) {
        return switch (result) {
            case AttemptResult.Refused(HttpStatus _, _, _) -> true;
            case AttemptResult.Refused(Stated(_, RefusalReason.Scope scope), _, _) ->
                    scope != RefusalReason.Scope.ENDPOINT;
            case AttemptResult.Accepted _, AttemptResult.Unreachable _, AttemptResult.TimedOut _ ->
                    false;
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
