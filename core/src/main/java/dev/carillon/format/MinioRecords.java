package dev.carillon.format;

import dev.carillon.event.Change;
import dev.carillon.event.ObjectEvent;
import dev.carillon.event.ObjectFacts;
import dev.carillon.event.Sequencer;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes events as the records that MinIO's ListenBucketNotification sends: keys raw, event names
 * with {@code s3:}, times with three digits after the second, user metadata as headers. They have
 * members that MinIO's lack: the bucket's id, tags, the event's id, and the sequencer of the change
 * that made the object.
 */
public final class MinioRecords {
    private static final int USUAL_BYTES = 1_024;
    private static final byte[] PRINCIPAL = ascii("\",\"userIdentity\":{\"principalId\":\"");
    private static final byte[] REQUEST = ascii("\"},\"requestParameters\":{\"principalId\":\"");
    private static final byte[] REGION = ascii("\",\"region\":\"");
    private static final byte[] ADDRESS = ascii("\",\"sourceIPAddress\":\"");
    private static final byte[] RESPONSE =
            ascii("\"},\"responseElements\":{\"x-amz-request-id\":\"");
    private static final byte[] HOST = ascii("\",\"x-amz-id-2\":\"");
    private static final byte[] OBJECT_SEQUENCER = ascii("\",\"objectSequencer\":\"");
    private static final byte[] METADATA = ascii("\",\"userMetadata\":{");
    private static final byte[] TAGS = ascii("},\"tags\":[");
    private static final byte[] SOURCE = ascii("]}},\"source\":{\"host\":\"");
    private static final byte[] EVENT_ID =
            ascii("\",\"port\":\"\",\"userAgent\":\"\"},\"eventId\":\"");
    private static final byte[] END = ascii("\"}");
    private static final String RULE = "Config";
    private static final String META = "X-Amz-Meta-";
    private static final S3Section SECTION = new S3Section("");
    private static final EventNameBytes NAMES = new EventNameBytes("\"", "s3:");

    private final String region;
    private final byte[] head;

    /** Creates the format of a region. */
    public MinioRecords(String region) {
        this.region = region;
        this.head =
                new JsonBytes(USUAL_BYTES)
                        .raw(
                                ascii(
                                        "{\"eventVersion\":\"2.0\",\"eventSource\":\"carillon:s3\","
                                                + "\"awsRegion\":\""))
                        .text(region)
                        .raw(ascii("\",\"eventTime\":\""))
                        .bytes();
    }

    /** Returns the record of an event as one JSON object without line breaks. */
    public byte[] record(ObjectEvent event) {
        Change change = event.change();
        var origin = change.origin();
        var out = new JsonBytes(USUAL_BYTES).raw(head);
        RecordTime.MILLIS.write(out, change.time());
        out.raw(NAMES.of(change.type()));
        out.raw(PRINCIPAL).text(origin.principal());
        out.raw(REQUEST).text(origin.principal()).raw(REGION).text(region);
        out.raw(ADDRESS).text(origin.address());
        out.raw(RESPONSE).text(origin.requestId()).raw(HOST).text(origin.host());
        SECTION.write(out, event, RULE);
        out.raw(OBJECT_SEQUENCER).text(new Sequencer(event.objectStamp()).toString());
        ObjectFacts object = change.object();
        metadata(out.raw(METADATA), object.metadata());
        S3Section.tags(out.raw(TAGS), object.tags());
        out.raw(SOURCE).text(origin.address());
        return out.raw(EVENT_ID).text(event.id()).raw(END).bytes();
    }

    private static void metadata(JsonBytes out, Map<String, String> metadata) {
        String between = "\"";
        for (var pair : new TreeMap<>(metadata).entrySet()) {
            out.raw(ascii(between)).text(META).text(headerName(pair.getKey()));
            out.raw(ascii("\":\"")).text(pair.getValue()).raw(ascii("\""));
            between = ",\"";
        }
    }

    /** Returns a name with its words capitalised, as MinIO writes header names. */
    private static String headerName(String name) {
        var out = new StringBuilder(name.length());
        char before = '-';
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            out.append(before == '-' ? Character.toUpperCase(c) : c);
            before = c;
        }
        return out.toString();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
