package dev.carillon.receive;

import dev.carillon.http.Request;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A request that arrived, and what is known when it is shown.
 *
 * @param body its bytes, complete
 * @param finding what its signatures prove; empty if no secret is known
 * @param reply how it is going to be answered
 */
record Arrival(
        Request request,
        byte[] body,
        Instant time,
        Optional<SignatureFinding> finding,
        Reply reply) {
    /**
     * The answer that is going to be sent.
     *
     * @param delay for which it is held back
     */
    record Reply(int status, Duration delay) {
        /** Returns whether the sender gets something else than 200 at once. */
        boolean rehearsed() {
            return status != 200 || delay.isPositive();
        }
    }

    /** Returns the path as sent, with its query. */
    String target() {
        return request.rawQuery().isEmpty()
                ? request.rawPath()
                : request.rawPath() + "?" + request.rawQuery();
    }
}
