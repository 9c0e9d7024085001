package dev.carillon.format;

import dev.carillon.event.ObjectEvent;
import dev.carillon.event.OriginalMessage;

import java.util.Map;
import java.util.TreeMap;

/**
 * Writes whole messages as their publisher sent them, body and headers unchanged, so that a
 * receiver that was written for B2 can verify the signature. A message is sent with the first new
 * event in it.
 */
public final class BrokerMessages implements Format {
    private static final String CONTENT_TYPE = "content-type";
    private static final String USUAL = "application/json";

    @Override
    public Message write(ObjectEvent event, String rule, String opaqueData) {
        OriginalMessage whole =
                BrokerEvents.original(event)
                        .message()
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "another event of its message carries it, not "
                                                + event.id()));
        var headers = new TreeMap<>(whole.headers());
        String type = headers.remove(CONTENT_TYPE);
        return new Message(type == null ? USUAL : type, Map.copyOf(headers), whole.body());
    }
}
