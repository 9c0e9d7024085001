package dev.carillon.endpoint;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Accepted;
import dev.carillon.delivery.AttemptResult.Refused;

import java.time.Duration;
import java.util.Optional;

/** An HTTP endpoint's answer, as far as it was read. The status alone decides what it means. */
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

    /** Where a redirect points. */
    Optional<String> location() {
        return location;
    }

    boolean redirects() {
        return status >= 300 && status <= 399;
    }

    /**
     * What the attempt came to.
     *
     * @param asked where the answer came from, whose secrets it may repeat
     */
    AttemptResult result(HttpAddress asked) {
        return status >= 200 && status <= 299
                ? new Accepted(status)
                : new Refused(status, excerpt(asked), retryAfter);
    }

    /** The beginning of the body: printable, without secrets, at most 1 KiB of UTF-8. */
    String excerpt(HttpAddress asked) {
        String text = asked.masked(Printable.decoded(beginning));
        return Printable.cutToBytes(Printable.lines(text), EXCERPT_BYTES);
    }
}
