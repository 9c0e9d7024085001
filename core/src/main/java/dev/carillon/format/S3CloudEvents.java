package dev.carillon.format;

import dev.carillon.event.Change;
import dev.carillon.event.ObjectEvent;
import dev.carillon.event.TraceContext;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The CloudEvents attributes of changes of objects, as the specification asks for: the id (event
 * id, a dot, the rule) is unique to event and rule.
 */
final class S3CloudEvents {
    /** The version of the specification. */
    static final String VERSION = "1.0";

    private final String source;

    /** Creates the attributes of changes in a region. */
    S3CloudEvents(String region) {
        this.source = source(region);
    }

    /** Returns the source of changes in a region, without the bucket at its end. */
    static String source(String region) {
        return "ceph:s3." + region + ".";
    }

    /** Returns the type of a change. */
    static String type(Change change) {
        return "com.amazonaws." + S3EventNames.nameOf(change.type());
    }

    /** Returns the attributes by name, unencoded, in the order in which a document has them. */
    Map<String, String> of(ObjectEvent event, String rule) {
        Change change = event.change();
        var attributes = new LinkedHashMap<String, String>();
        attributes.put("specversion", VERSION);
        attributes.put("id", CloudEventText.allowed(event.id() + "." + rule));
        attributes.put("source", source + change.bucket().name());
        attributes.put("type", type(change));
        attributes.put("time", RecordTime.MICROS.text(change.time()));
        attributes.put("subject", CloudEventText.allowed(change.object().key()));
        change.origin().trace().map(TraceContext::headers).ifPresent(attributes::putAll);
        return attributes;
    }
}
