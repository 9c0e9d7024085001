package dev.carillon.event;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A message as its publisher sent it.
 *
 * @param body not copied, so it must not be modified
 * @param headers those that a receiver needs, by name in lower case: content type, user agent,
 *     signature
 */
public record OriginalMessage(byte[] body, Map<String, String> headers) {
    public OriginalMessage {
        headers = Collections.unmodifiableMap(new TreeMap<>(headers));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OriginalMessage message
                && headers.equals(message.headers)
                && Arrays.equals(body, message.body);
    }

    @Override
    public int hashCode() {
        return 31 * headers.hashCode() + Arrays.hashCode(body);
    }

    /** Returns the size and the names of the headers only, because a signature is among them. */
    @Override
    public String toString() {
        return body.length + " bytes with " + headers.keySet();
    }
}
