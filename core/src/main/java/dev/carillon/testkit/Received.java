package dev.carillon.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request that a {@link RecordingReceiver} has read.
 *
 * @param number 1 for the first complete request, without gaps
 * @param connection 1 for the first connection
 * @param at the time when it had been read
 * @param method as sent
 * @param path with the query, as sent
 * @param headers by name in any case; the values of a repeated one are joined with {@code ", "}
 * @param body not a copy; must not be modified
 */
public record Received(
        int number,
        int connection,
        Instant at,
        String method,
        String path,
        Map<String, String> headers,
        byte[] body) {
    public Received {
        var anyCase = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        anyCase.putAll(headers);
        headers = Collections.unmodifiableMap(anyCase);
    }

    /** Returns the value of a header. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** Returns the body as UTF-8. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Received received
                && number == received.number
                && at.equals(received.at)
                && Arrays.equals(body, received.body);
    }

    @Override
    public int hashCode() {
        return 31 * number + at.hashCode();
    }
}
