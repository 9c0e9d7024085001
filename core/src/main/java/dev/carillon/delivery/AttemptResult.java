package dev.carillon.delivery;

import java.time.Duration;
import java.util.Optional;

/** How one try to deliver ended. */
public sealed interface AttemptResult {
    /**
     * The endpoint took it.
     *
     * @param status its answer, 0 where the protocol has none
     */
    record Accepted(int status) implements AttemptResult {}

    /**
     * The endpoint answered, and did not take it.
     *
     * @param status its answer
     * @param excerpt the beginning of its body: printable, at most 1 KiB of UTF-8
     * @param retryAfter how long it asked us to wait
     */
    record Refused(int status, String excerpt, Optional<Duration> retryAfter)
            implements AttemptResult {}

    /**
     * No answer could be had: the name did not resolve, the connection failed or was reset, the
     * certificate was not good, the address is not allowed.
     *
     * @param cause what failed, in words for the operator
     */
    record Unreachable(String cause) implements AttemptResult {}

    /**
     * The answer was not there in time.
     *
     * @param after how long we waited
     */
    record TimedOut(Duration after) implements AttemptResult {}

    /** Whether the endpoint took it. */
    default boolean accepted() {
        return this instanceof Accepted;
    }

    private static String remark(int status) {
        return status >= 300 && status <= 399 ? ": redirects are not followed" : "";
    }

    /** One line for logs and dead letters. */
    default String summary() {
        return switch (this) {
            case Accepted(int status) -> "accepted with " + status;
            case Refused(int status, _, _) -> "refused with " + status + remark(status);
            case Unreachable(String cause) -> "unreachable: " + cause;
            case TimedOut(Duration after) -> "no answer within " + after.toMillis() + " ms";
        };
    }
}
