package dev.carillon.format;

import dev.carillon.event.Change;
import dev.carillon.event.ObjectEvent;
import dev.carillon.event.ObjectFacts;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Writes events as the records of MCS webhooks: {@code {"Records":[{…}]}} with one record, the
 * members in the order of MCS's example, without white space. Sequencer and size are numbers, the
 * event's name begins with {@code s3:}, the key is raw UTF-8, and there is neither a time nor a
 * version. Opaque data is not written.
 */
public final class McsRecords implements Format {
    static final String CONTENT_TYPE = "application/json";

    private static final int USUAL_BYTES = 640;
    private static final String TYPE_HEADER = "x-amz-sns-message-type";

    /** The header's name as MCS's older documents spell it. */
    private static final String MISSPELT_TYPE_HEADER = "x-amz-sns-messages-type";

    private static final Map<String, String> HEADERS = headers("Notification");

    private static final byte[] START = ascii("{\"Records\":[{\"s3\":{\"object\":{\"eTag\":\"");
    private static final byte[] SEQUENCER = ascii("\",\"sequencer\":");
    private static final byte[] KEY = ascii(",\"key\":\"");
    private static final byte[] SIZE = ascii("\",\"size\":");
    private static final byte[] RULE = ascii("},\"configurationId\":\"");
    private static final byte[] BUCKET = ascii("\",\"bucket\":{\"name\":\"");
    private static final byte[] OWNER = ascii("\",\"ownerIdentity\":{\"principalId\":\"");
    private static final byte[] ADDRESS =
            ascii(
                    "\"}},\"s3SchemaVersion\":\"1.0\"},\"eventVersion\":\"1.0\","
                            + "\"requestParameters\":{\"sourceIPAddress\":\"");
    private static final byte[] PRINCIPAL = ascii("\"},\"userIdentity\":{\"principalId\":\"");
    private static final byte[] END = ascii("\"}}]}");
    private static final EventNameBytes NAMES = new EventNameBytes("\"}", "s3:");

    private final byte[] region;

    /**
     * Creates the format of a region.
     *
     * @param region written as {@code awsRegion}
     */
    public McsRecords(String region) {
        this.region =
                new JsonBytes(USUAL_BYTES)
                        .raw(ascii("\",\"awsRegion\":\""))
                        .text(region)
                        .raw(
                                ascii(
                                        "\",\"eventSource\":\"aws:s3\",\"responseElements\":"
                                                + "{\"x-amz-request-id\":\""))
                        .bytes();
    }

    @Override
    public Message write(ObjectEvent event, String rule, String opaqueData) {
        Change change = event.change();
        ObjectFacts object = change.object();
        var out = new JsonBytes(USUAL_BYTES);
        out.raw(START).text(object.etag());
        out.raw(SEQUENCER).number(event.sequencer().stamp());
        out.raw(KEY).text(object.key());
        out.raw(SIZE).number(object.size());
        out.raw(RULE).text(rule);
        out.raw(BUCKET).text(change.bucket().name());
        out.raw(OWNER).text(change.bucket().owner());
        out.raw(ADDRESS).text(change.origin().address());
        out.raw(PRINCIPAL).text(change.origin().principal());
        out.raw(NAMES.of(change.type())).raw(region);
        out.text(change.origin().requestId()).raw(END);
        return new Message(CONTENT_TYPE, HEADERS, out.bytes());
    }

    /** Returns the headers of a message of this type, in both spellings. */
    static Map<String, String> headers(String type) {
        return Map.of(TYPE_HEADER, type, MISSPELT_TYPE_HEADER, type);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
