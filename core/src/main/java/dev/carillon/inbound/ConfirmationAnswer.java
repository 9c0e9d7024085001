package dev.carillon.inbound;

import java.nio.charset.StandardCharsets;

/**
 * The decision about a confirmation. No text of it has a token, a signature or a URL, except where
 * said.
 */
public sealed interface ConfirmationAnswer {
    /**
     * The subscription is confirmed by the answer to the request, status 200 with {@link #json}.
     *
     * @param signature 64 lower-case hex digits
     */
    record Signed(String signature) implements ConfirmationAnswer {
        /** Returns the body of the answer, of type {@code application/json}. */
        public byte[] json() {
            return ("{\"signature\":\"" + signature + "\"}\n").getBytes(StandardCharsets.UTF_8);
        }

        /** Returns no signature. */
        @Override
        public String toString() {
            return "signed";
        }
    }

    /** The subscription is confirmed already: status 200 without a body. */
    record Visited() implements ConfirmationAnswer {}

    /**
     * The confirmation is not wanted: status 403. Nothing was computed, and nothing visited.
     *
     * @param reason for people, and what to do if it is wanted
     */
    record Refused(String reason) implements ConfirmationAnswer {}

    /**
     * The confirmation is wanted, and failed for now: status 503, after which the publisher asks
     * again.
     *
     * @param reason for people
     */
    record Failed(String reason) implements ConfirmationAnswer {}
}
