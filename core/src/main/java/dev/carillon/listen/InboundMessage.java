package dev.carillon.listen;

import dev.carillon.http.Headers;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A message as it arrived.
 *
 * @param headers by their names in lower case: all except those that belong to one connection
 * @param body not copied, so it must not be modified
 */
record InboundMessage(Map<String, String> headers, byte[] body) {
    private static final Set<String> OF_CONNECTION =
            Set.of(
                    "accept-encoding",
                    "connection",
                    "content-length",
                    "expect",
                    "host",
                    "keep-alive",
                    "proxy-authorization",
                    "proxy-connection",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade");

    InboundMessage {
        headers = Map.copyOf(headers);
    }

    /** Returns the message of a request. */
    static InboundMessage of(Headers received, byte[] body) {
        var kept = new TreeMap<String, String>();
        for (String name : received.names()) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!OF_CONNECTION.contains(lower)) {
                kept.put(lower, String.join(", ", received.all(name)));
            }
        }
        return new InboundMessage(kept, body);
    }

    @Override
    public String toString() {
        return "message of " + body.length + " bytes";
    }
}
