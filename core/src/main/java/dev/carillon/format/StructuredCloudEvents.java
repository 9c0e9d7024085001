package dev.carillon.format;

import dev.carillon.event.ObjectEvent;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Writes S3 records as CloudEvents 1.0 in structured mode: one JSON document of the attributes and
 * {@code data}, which is the record document.
 */
public final class StructuredCloudEvents implements Format {
    /** The number of bytes that suffice for most events. */
    static final int USUAL_BYTES = 2_048;

    private static final byte[] BEGIN = ascii("{\"");
    private static final byte[] VALUE = ascii("\":\"");
    private static final byte[] NEXT = ascii("\",\"");
    private static final byte[] DATA = ascii("datacontenttype\":\"application/json\",\"data\":");
    private static final byte[] END = ascii("}");

    private final S3Records records;
    private final S3CloudEvents attributes;

    /**
     * Creates the format.
     *
     * @param region named in each record and in the source: {@code ceph:s3.region.bucket}
     */
    public StructuredCloudEvents(String region) {
        this.records = new S3Records(region);
        this.attributes = new S3CloudEvents(region);
    }

    @Override
    public Message write(ObjectEvent event, String rule, String opaqueData) {
        var out = new JsonBytes(USUAL_BYTES);
        document(out, event, rule, opaqueData);
        return new Message("application/cloudevents+json", Map.of(), out.bytes());
    }

    /** Writes the document of one event. */
    void document(JsonBytes out, ObjectEvent event, String rule, String opaqueData) {
        byte[] data = records.write(event, rule, opaqueData).body();
        document(out, attributes.of(event, rule), data);
    }

    /** Writes a document of attributes and data, which is JSON. */
    static void document(JsonBytes out, Map<String, String> attributes, byte[] data) {
        out.raw(BEGIN);
        attributes.forEach((name, value) -> out.text(name).raw(VALUE).text(value).raw(NEXT));
        out.raw(DATA).raw(data).raw(END);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
