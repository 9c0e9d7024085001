package dev.carillon.delivery;

import dev.carillon.delivery.RefusalReason.HttpStatus;
import dev.carillon.delivery.RefusalReason.Stated;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** The result of one attempt to deliver. */
public sealed interface AttemptResult {
    /**
     * The endpoint accepted the message.
     *
     * @param status the HTTP status of its answer; empty for other protocols
     */
    record Accepted(OptionalInt status) implements AttemptResult {
        /** Creates the result of an HTTP answer. */
        public Accepted(int status) {
            this(OptionalInt.of(status));
        }
    }

    /**
     * The endpoint answered that it does not accept the message.
     *
     * @param reason the reason that it gave
     * @param excerpt the beginning of its body, or the end of what a script printed: printable, at
     *     most 4 KiB of UTF-8
     * @param retryAfter how long it asked its clients to wait
     */
    record Refused(RefusalReason reason, String excerpt, Optional<Duration> retryAfter)
            implements AttemptResult {
        /** Creates the result of an HTTP answer. */
        public Refused(int status, String excerpt, Optional<Duration> retryAfter) {
            this(new HttpStatus(status), excerpt, retryAfter);
        }

        /** Creates the result of an answer without an HTTP status. */
        public static Refused stated(String words, RefusalReason.Scope scope) {
            return new Refused(new Stated(words, scope), "", Optional.empty());
        }
    }

    /**
     * No answer was received: the name did not resolve, the connection failed or was reset, the
     * certificate was not valid, or the address is not allowed.
     *
     * @param cause the failure, in words for the operator
     */
    record Unreachable(String cause) implements AttemptResult {}

    /**
     * No answer arrived in time.
     *
     * @param after how long the attempt waited
     */
    record TimedOut(Duration after) implements AttemptResult {}

    /** Returns whether the endpoint accepted the message. */
    default boolean accepted() {
        return this instanceof Accepted;
    }

    /** Returns the HTTP status of the answer; empty if there was none. */
    default OptionalInt status() {
        return switch (this) {
            case Accepted(OptionalInt status) -> status;
            case Refused(HttpStatus(int code), _, _) -> OptionalInt.of(code);
            case Refused(Stated _, _, _) -> OptionalInt.empty();
            case Unreachable _, TimedOut _ -> OptionalInt.empty();
        };
    }

    private static String remark(int status) {
        return status >= 300 && status <= 399 ? ": redirects are not followed" : "";
    }

    /** Returns one line for logs and dead letters. */
    default String summary() {
        return switch (this) {
            case Accepted(OptionalInt status) when status.isPresent() ->
                    "accepted with " + status.getAsInt();
            case Accepted _ -> "accepted";
            case Refused(HttpStatus(int code), _, _) -> "refused with " + code + remark(code);
            case Refused(Stated(String words, _), _, _) -> "refused: " + words;
            case Unreachable(String cause) -> "unreachable: " + cause;
            case TimedOut(Duration after) -> "no answer within " + after.toMillis() + " ms";
        };
    }
}
