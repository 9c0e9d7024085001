package dev.carillon.format;

import dev.carillon.event.Change;
import dev.carillon.event.ObjectEvent;
import dev.carillon.event.ObjectFacts;
import dev.carillon.event.Origin;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Writes events as Ceph's S3 records: {@code {"Records":[{…}]}} with one record for each event, the
 * fields in Ceph's order, without white space. The key is raw UTF-8, not URL-encoded.
 *
 * <p>If Ceph's documents and program disagree, records have: event version 2.2, size as a number,
 * event id and opaque data beside {@code s3}, the region in every record, a sequencer that rises.
 */
public final class S3Records implements Format {
    private static final String CONTENT_TYPE = "application/json";
    private static final int USUAL_BYTES = 1_280;
    private static final byte[] NAME = ascii("\",\"userIdentity\":{\"principalId\":\"");
    private static final byte[] REQUEST =
            ascii(
                    "\"},\"requestParameters\":{\"sourceIPAddress\":\"\"},"
                            + "\"responseElements\":{\"x-amz-request-id\":\"");
    private static final byte[] HOST = ascii("\",\"x-amz-id-2\":\"");
    private static final byte[] METADATA = ascii("\",\"metadata\":[");
    private static final byte[] TAGS = ascii("],\"tags\":[");
    private static final byte[] META_PAIR = ascii("{\"key\":\"x-amz-meta-");
    private static final byte[] PAIR_VALUE = ascii("\",\"val\":\"");
    private static final byte[] PAIR_END = ascii("\"}");
    private static final byte[] META_PAIR_NEXT = ascii(",{\"key\":\"x-amz-meta-");
    private static final byte[] EVENT_ID = ascii("]}},\"eventId\":\"");
    private static final byte[] OPAQUE = ascii("\",\"opaqueData\":\"");
    private static final byte[] RECORD_END = ascii("\"}");
    private static final byte[] BEGIN = ascii("{\"Records\":[");
    private static final byte[] NEXT = ascii(",");
    private static final byte[] END = ascii("]}");
    private static final EventNameBytes NAMES = new EventNameBytes("\"", "");

    private final byte[] head;
    private final S3Section section;

    /**
     * Creates the format of a region.
     *
     * @param region written as {@code awsRegion} and in the bucket's ARN
     */
    public S3Records(String region) {
        this.head =
                new JsonBytes(USUAL_BYTES)
                        .raw(
                                ascii(
                                        "{\"eventVersion\":\"2.2\","
                                                + "\"eventSource\":\"ceph:s3\",\"awsRegion\":\""))
                        .text(region)
                        .raw(ascii("\",\"eventTime\":\""))
                        .bytes();
        this.section = new S3Section(region);
    }

    @Override
    public Message write(ObjectEvent event, String rule, String opaqueData) {
        return write(List.of(event), rule, opaqueData);
    }

    @Override
    public Message write(List<ObjectEvent> events, String rule, String opaqueData) {
        var out = new JsonBytes(USUAL_BYTES * events.size()).raw(BEGIN);
        for (int i = 0; i < events.size(); i++) {
            record(i == 0 ? out : out.raw(NEXT), events.get(i), rule, opaqueData);
        }
        return new Message(CONTENT_TYPE, Map.of(), out.raw(END).bytes());
    }

    private void record(JsonBytes out, ObjectEvent event, String rule, String opaqueData) {
        Change change = event.change();
        out.raw(head);
        RecordTime.MICROS.write(out, change.time());
        out.raw(NAMES.of(change.type()));
        origin(out, change.origin());
        section.write(out, event, rule);
        ObjectFacts object = change.object();
        metadata(out.raw(METADATA), object.metadata());
        S3Section.tags(out.raw(TAGS), object.tags());
        out.raw(EVENT_ID).text(event.id()).raw(OPAQUE).text(opaqueData).raw(RECORD_END);
    }

    private static void origin(JsonBytes out, Origin origin) {
        out.raw(NAME).text(origin.principal());
        out.raw(REQUEST).text(origin.requestId());
        out.raw(HOST).text(origin.host());
    }

    /** Writes the metadata sorted by name, so that the same event always gives the same bytes. */
    private static void metadata(JsonBytes out, Map<String, String> metadata) {
        String[] names = metadata.keySet().toArray(String[]::new);
        Arrays.sort(names);
        for (int i = 0; i < names.length; i++) {
            out.raw(i == 0 ? META_PAIR : META_PAIR_NEXT).text(names[i]);
            out.raw(PAIR_VALUE).text(metadata.getOrDefault(names[i], "")).raw(PAIR_END);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
