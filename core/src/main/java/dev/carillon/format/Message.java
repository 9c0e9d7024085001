package dev.carillon.format;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The message that is sent for one delivery or batch, in one dialect.
 *
 * @param contentType of the body
 * @param headers by name; a protocol without headers leaves them out
 * @param body not copied, so it must not be modified
 */
public record Message(String contentType, Map<String, String> headers, byte[] body) {
    public Message {
        headers = Collections.unmodifiableMap(new TreeMap<>(headers));
    }

    /** Returns the same message with more headers, which replace its own of the same name. */
    public Message with(Map<String, String> more) {
        if (headers.isEmpty()) {
            return new Message(contentType, more, body);
        }
        var all = new TreeMap<>(headers);
        all.putAll(more);
        return new Message(contentType, all, body);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Message message
                && contentType.equals(message.contentType)
                && headers.equals(message.headers)
                && Arrays.equals(body, message.body);
    }

    @Override
    public int hashCode() {
        return 31 * headers.hashCode() + Arrays.hashCode(body);
    }

    @Override
    public String toString() {
        return contentType + " " + headers + " " + body.length + " bytes";
    }
}
