package dev.carillon.format;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The message that tests whether an endpoint works, in the forms of CloudEvents. */
final class TestCloudEvent {
    /** The type of every test. */
    static final String TYPE = "com.amazonaws.s3:TestEvent";

    private static final byte[] BEGIN = "[".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "]".getBytes(StandardCharsets.US_ASCII);

    private TestCloudEvent() {}

    /** Returns the attributes of the test of a topic. */
    static Map<String, String> attributes(String topic, Instant now, String id) {
        var attributes = new LinkedHashMap<String, String>();
        attributes.put("specversion", S3CloudEvents.VERSION);
        attributes.put("id", id);
        attributes.put("source", "carillon:topic." + topic);
        attributes.put("type", TYPE);
        attributes.put("time", RecordTime.MICROS.text(now));
        attributes.put("subject", topic);
        return attributes;
    }

    /** Returns the test with headers as {@link CephCloudEvents} writes them. */
    static Message ceph(Message plain, Map<String, String> attributes) {
        var headers = new HashMap<String, String>();
        attributes.forEach((name, value) -> headers.put("ce-" + name, CloudEventText.raw(value)));
        return plain.with(headers);
    }

    /** Returns the test as a document in structured mode. */
    static Message structured(Message plain, Map<String, String> attributes) {
        return new Message(
                "application/cloudevents+json", plain.headers(), document(plain, attributes));
    }

    /** Returns the test as a batch of one document. */
    static Message batched(Message plain, Map<String, String> attributes) {
        byte[] document = document(plain, attributes);
        return new Message(
                "application/cloudevents-batch+json",
                plain.headers(),
                new JsonBytes(document.length + 2).raw(BEGIN).raw(document).raw(END).bytes());
    }

    private static byte[] document(Message plain, Map<String, String> attributes) {
        var out = new JsonBytes(StructuredCloudEvents.USUAL_BYTES);
        StructuredCloudEvents.document(out, attributes, plain.body());
        return out.bytes();
    }
}
