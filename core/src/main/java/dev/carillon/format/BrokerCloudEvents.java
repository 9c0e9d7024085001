package dev.carillon.format;

import dev.carillon.event.Change;
import dev.carillon.event.ObjectEvent;
import dev.carillon.event.Original;
import dev.carillon.event.TraceContext;

import java.util.HashMap;
import java.util.Map;

/**
 * Writes published events as CloudEvents 1.0 in binary mode: the body is the event as its publisher
 * wrote it. The id is the publisher's, or Carillon's own if it has none.
 */
public final class BrokerCloudEvents implements Format {
    private static final String UNKNOWN_TYPE = "b2:Unknown";

    @Override
    public Message write(ObjectEvent event, String rule, String opaqueData) {
        Original original = BrokerEvents.original(event);
        Change change = event.change();
        var attributes = new HashMap<String, String>();
        attributes.put("specversion", S3CloudEvents.VERSION);
        attributes.put("id", original.id().isEmpty() ? event.id() : original.id());
        attributes.put("source", "b2://" + change.bucket().name());
        attributes.put("type", original.type().isEmpty() ? UNKNOWN_TYPE : original.type());
        attributes.put("time", original.time().toString());
        if (!change.object().key().isEmpty()) {
            attributes.put("subject", change.object().key());
        }
        change.origin().trace().map(TraceContext::headers).ifPresent(attributes::putAll);
        attributes.replaceAll((_, value) -> CloudEventText.allowed(value));
        return new Message("application/json", Map.of(), original.json().bytes())
                .asCloudEvent(attributes);
    }
}
