package dev.carillon.endpoint;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Accepted;
import dev.carillon.delivery.AttemptResult.Refused;

import java.time.Duration;
import java.util.Optional;

/** The answer of an HTTP endpoint, as far as it was read. Only the status decides the result. */
final class HttpAnswer {
    private static final int EXCERPT_BYTES = 1_024;

    private final int status;
    private final byte[] beginning;
    private final Optional<Duration> retryAfter;
    private final Optional<String> location;

    HttpAnswer(
            int status,
            byte[] beginning,
            Optional<Duration> retryAfter,
            Optional<String> location) {
        this.status = status;
        this.beginning = beginning;
        this.retryAfter = retryAfter;
        this.location = location;
    }

    int status() {
        return status;
    }

    /** Returns the target of a redirect. */
    Optional<String> location() {
        return location;
    }

    boolean redirects() {
        return status >= 300 && status <= 399;
    }

    /**
     * Returns the result of the attempt.
     *
     * @param asked the secrets of the request, which the answer may repeat
     */
    AttemptResult result(SentSecrets asked) {
        return status >= 200 && status <= 299
                ? new Accepted(status)
                : new Refused(status, excerpt(asked), retryAfter);
    }

    /** Returns the beginning of the body: printable, without secrets, at most 1 KiB of UTF-8. */
    String excerpt(SentSecrets asked) {
        return Printable.cutToBytes(Printable.lines(text(asked)), EXCERPT_BYTES);
    }

    /** Returns the beginning of the body: as it came, but without secrets, about 4 KiB. */
    String text(SentSecrets asked) {
        return asked.masked(Printable.decoded(beginning));
    }
}
