package dev.carillon.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** The reaction of a {@link RecordingReceiver} to a request that it has read. */
public sealed interface Answer {
    /**
     * An ordinary answer.
     *
     * @param headers that go with it; Content-Length is added
     */
    record Reply(int status, Map<String, String> headers, byte[] body) implements Answer {
        public Reply {
            headers = Map.copyOf(headers);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Reply reply
                    && status == reply.status
                    && headers.equals(reply.headers)
                    && Arrays.equals(body, reply.body);
        }

        @Override
        public int hashCode() {
            return 31 * status + Arrays.hashCode(body);
        }

        @Override
        public String toString() {
            return "Reply " + status + " " + headers + " " + body.length + " bytes";
        }
    }

    /** Never answers; the connection stays open until the client or the receiver closes it. */
    record Hang() implements Answer {}

    /** Resets the connection. */
    record Reset() implements Answer {}

    /** Closes the connection in an orderly way without an answer. */
    record Close() implements Answer {}

    /** Sends bytes that are not HTTP, then closes. */
    record Garbage() implements Answer {}

    /**
     * Answers one byte at a time.
     *
     * @param pause before each byte
     */
    record Drip(Reply reply, Duration pause) implements Answer {}

    /** Sends these characters unchanged, one byte each, then nothing more. */
    record Raw(String bytes) implements Answer {}

    /** Answers with this status and a body that does not end. */
    record Endless(int status) implements Answer {}

    /**
     * Waits for the gate, then answers.
     *
     * @param gate opened by the test; the receiver's stop ends the wait too
     */
    record Held(CountDownLatch gate, Answer then) implements Answer {}

    /** Returns a plain 200 without a body. */
    static Answer ok() {
        return status(200);
    }

    /** Returns a status without a body. */
    static Answer status(int status) {
        return new Reply(status, Map.of(), new byte[0]);
    }

    /** Returns a status with a body of text. */
    static Reply text(int status, String body) {
        return new Reply(
                status,
                Map.of("Content-Type", "text/plain; charset=utf-8"),
                body.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a status with one header and no body. */
    static Answer with(int status, String header, String value) {
        return new Reply(status, Map.of(header, value), new byte[0]);
    }
}
