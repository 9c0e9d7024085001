package dev.carillon.format;

import dev.carillon.event.Bucket;
import dev.carillon.event.Change;
import dev.carillon.event.EventType;
import dev.carillon.event.ObjectEvent;
import dev.carillon.event.ObjectFacts;
import dev.carillon.event.Origin;
import dev.carillon.event.Sequencer;
import dev.carillon.event.Tag;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Writes events as Ceph's S3 records: {@code {"Records":[{…}]}} with one record, the fields in
 * Ceph's order, without white space. The key is raw UTF-8, not URL-encoded.
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
    private static final byte[] RULE =
            ascii("\"},\"s3\":{\"s3SchemaVersion\":\"1.0\",\"configurationId\":\"");
    private static final byte[] BUCKET = ascii("\",\"bucket\":{\"name\":\"");
    private static final byte[] OWNER = ascii("\",\"ownerIdentity\":{\"principalId\":\"");
    private static final byte[] BUCKET_ID = ascii("\",\"id\":\"");
    private static final byte[] KEY = ascii("\"},\"object\":{\"key\":\"");
    private static final byte[] SIZE = ascii("\",\"size\":");
    private static final byte[] ETAG = ascii(",\"eTag\":\"");
    private static final byte[] VERSION = ascii("\",\"versionId\":\"");
    private static final byte[] SEQUENCER = ascii("\",\"sequencer\":\"");
    private static final byte[] METADATA = ascii("\",\"metadata\":[");
    private static final byte[] TAGS = ascii("],\"tags\":[");
    private static final byte[] PAIR = ascii("{\"key\":\"");
    private static final byte[] META_PAIR = ascii("{\"key\":\"x-amz-meta-");
    private static final byte[] PAIR_VALUE = ascii("\",\"val\":\"");
    private static final byte[] PAIR_END = ascii("\"}");
    private static final byte[] PAIR_NEXT = ascii(",{\"key\":\"");
    private static final byte[] META_PAIR_NEXT = ascii(",{\"key\":\"x-amz-meta-");
    private static final byte[] EVENT_ID = ascii("]}},\"eventId\":\"");
    private static final byte[] OPAQUE = ascii("\",\"opaqueData\":\"");
    private static final byte[] END = ascii("\"}]}");
    private static final Map<EventType, byte[]> NAMES = names();

    private final byte[] head;
    private final byte[] arn;

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
                                        "{\"Records\":[{\"eventVersion\":\"2.2\","
                                                + "\"eventSource\":\"ceph:s3\",\"awsRegion\":\""))
                        .text(region)
                        .raw(ascii("\",\"eventTime\":\""))
                        .bytes();
        this.arn =
                new JsonBytes(USUAL_BYTES)
                        .raw(ascii("\"},\"arn\":\"arn:aws:s3:"))
                        .text(region)
                        .raw(ascii("::"))
                        .bytes();
    }

    @Override
    public Message write(ObjectEvent event, String rule, String opaqueData) {
        Change change = event.change();
        var out = new JsonBytes(USUAL_BYTES);
        out.raw(head);
        time(out, change.time());
        out.raw(Objects.requireNonNull(NAMES.get(change.type())));
        origin(out, change.origin());
        out.raw(RULE).text(rule);
        bucket(out, change.bucket());
        object(out, event);
        out.raw(EVENT_ID).text(event.id()).raw(OPAQUE).text(opaqueData).raw(END);
        return new Message(CONTENT_TYPE, Map.of(), out.bytes());
    }

    /**
     * Returns the version id in records: the stamp in hex; empty if the bucket keeps no versions.
     */
    static String versionId(ObjectEvent event) {
        long stamp = event.versionStamp();
        return stamp == 0 ? "" : new Sequencer(stamp).toString();
    }

    /** Writes a time in UTC to the microsecond, e.g. {@code 2026-11-22T03:51:31.806254Z}. */
    static void time(JsonBytes out, Instant time) {
        var utc =
                LocalDateTime.ofEpochSecond(time.getEpochSecond(), time.getNano(), ZoneOffset.UTC);
        out.digits(utc.getYear(), 4).text("-").digits(utc.getMonthValue(), 2).text("-");
        out.digits(utc.getDayOfMonth(), 2).text("T").digits(utc.getHour(), 2).text(":");
        out.digits(utc.getMinute(), 2).text(":").digits(utc.getSecond(), 2).text(".");
        out.digits(utc.getNano() / 1_000, 6).text("Z");
    }

    private static void origin(JsonBytes out, Origin origin) {
        out.raw(NAME).text(origin.principal());
        out.raw(REQUEST).text(origin.requestId());
        out.raw(HOST).text(origin.host());
    }

    private void bucket(JsonBytes out, Bucket bucket) {
        out.raw(BUCKET).text(bucket.name());
        out.raw(OWNER).text(bucket.owner());
        out.raw(arn).text(bucket.name());
        out.raw(BUCKET_ID).text(bucket.id());
    }

    private static void object(JsonBytes out, ObjectEvent event) {
        ObjectFacts object = event.change().object();
        out.raw(KEY).text(object.key());
        out.raw(SIZE).number(object.size());
        out.raw(ETAG).text(object.etag());
        out.raw(VERSION).text(versionId(event));
        out.raw(SEQUENCER).text(event.sequencer().toString());
        metadata(out.raw(METADATA), object.metadata());
        tags(out.raw(TAGS), object.tags());
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

    private static void tags(JsonBytes out, List<Tag> tags) {
        for (int i = 0; i < tags.size(); i++) {
            Tag tag = tags.get(i);
            out.raw(i == 0 ? PAIR : PAIR_NEXT).text(tag.key());
            out.raw(PAIR_VALUE).text(tag.value()).raw(PAIR_END);
        }
    }

    private static Map<EventType, byte[]> names() {
        var names = new EnumMap<EventType, byte[]>(EventType.class);
        for (EventType type : EventType.values()) {
            names.put(type, ascii("\",\"eventName\":\"" + S3EventNames.nameOf(type)));
        }
        return names;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
