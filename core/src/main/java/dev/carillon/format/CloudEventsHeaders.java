package dev.carillon.format;

import dev.carillon.event.Change;
import dev.carillon.event.ObjectEvent;
import dev.carillon.event.Origin;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * Adds CloudEvents 1.0 headers (HTTP binding, binary mode) to another format's messages; the body
 * stays unchanged.
 *
 * <p>Ceph's own headers break the CloudEvents specification in two points, in which the
 * specification is obeyed: the id (event id, a dot, the rule) is unique to event and rule, and
 * values are percent-encoded if HTTP or CloudEvents require it.
 */
public final class CloudEventsHeaders implements Format {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final int TIME_BYTES = 32;

    private final Format body;
    private final String source;
    private final boolean cephIds;

    /**
     * Creates the format.
     *
     * @param body writes the messages
     * @param region part of the source: {@code ceph:s3.region.bucket}
     * @param cephIds whether ids are those of Ceph: request id, a dot, and host, so that all events
     *     of a request share one
     */
    public CloudEventsHeaders(Format body, String region, boolean cephIds) {
        this.body = body;
        this.source = "ceph:s3." + region + ".";
        this.cephIds = cephIds;
    }

    @Override
    public Message write(ObjectEvent event, String rule, String opaqueData) {
        Message message = body.write(event, rule, opaqueData);
        Change change = event.change();
        var headers = new HashMap<>(message.headers());
        headers.put("ce-specversion", "1.0");
        headers.put("ce-type", "com.amazonaws." + S3EventNames.nameOf(change.type()));
        headers.put("ce-time", time(change));
        headers.put("ce-id", encoded(id(event, rule)));
        headers.put("ce-source", encoded(source + change.bucket().name()));
        headers.put("ce-subject", encoded(change.object().key()));
        return new Message(message.contentType(), Map.copyOf(headers), message.body());
    }

    private String id(ObjectEvent event, String rule) {
        Origin origin = event.change().origin();
        return cephIds ? origin.requestId() + "." + origin.host() : event.id() + "." + rule;
    }

    private static String time(Change change) {
        var out = new JsonBytes(TIME_BYTES);
        S3Records.time(out, change.time());
        return new String(out.bytes(), StandardCharsets.US_ASCII);
    }

    /**
     * Returns a header value as the HTTP binding requires (3.1.3.2): UTF-8, percent-encoded except
     * for printable ASCII without space, quote and percent.
     */
    static String encoded(String value) {
        var out = new StringBuilder(value.length());
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            if (b > ' ' && b < 0x7F && b != '"' && b != '%') {
                out.append((char) b);
            } else {
                out.append('%').append(HEX.toHexDigits(b));
            }
        }
        return out.toString();
    }
}
