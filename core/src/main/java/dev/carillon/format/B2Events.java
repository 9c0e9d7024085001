package dev.carillon.format;

import static java.util.stream.Collectors.joining;

import dev.carillon.event.ByteSlice;
import dev.carillon.event.Change;
import dev.carillon.event.EventType;
import dev.carillon.event.ObjectEvent;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Writes events as Backblaze B2 does: {@code {"events":[{…}]}} with up to 50 events of one rule,
 * the fields by name, each on a line of its own. {@code objectSize} is that of the removed file if
 * one is deleted, and 0 for a hide marker.
 *
 * <p>The body has B2's fields and no more, since b2-sdk-java refuses a message with any other.
 * Carillon's addition is a header: {@code X-Carillon-Sequencer}, a number for each event in the
 * order of the body, separated by commas; it rises with each change of an object.
 */
public final class B2Events implements Format {
    private static final String CONTENT_TYPE = "application/json; charset=UTF-8";
    private static final Map<String, String> HEADERS =
            Map.of("User-Agent", "B2/EventNotifications");
    private static final String HIDES = "b2:HideMarkerCreated:";
    private static final String SEQUENCER = "X-Carillon-Sequencer";
    private static final int USUAL_BYTES = 1_024;
    private static final int ACCOUNT_INDENT = 4;
    private static final byte[] BEGIN = ascii("{\n  \"events\": [\n");
    private static final byte[] NEXT = ascii(",\n");
    private static final byte[] QUOTE = ascii("\"");
    private static final byte[] NULL = ascii("null");
    private static final byte[] ACCOUNT_ID = ascii("    {\n      \"accountId\": ");
    private static final byte[] BUCKET_ID = field("bucketId");
    private static final byte[] BUCKET_NAME = field("bucketName");
    private static final byte[] EVENT_ID = field("eventId");
    private static final byte[] TIMESTAMP = field("eventTimestamp");
    private static final byte[] EVENT_TYPE = field("eventType");
    private static final byte[] VERSION_AND_RULE =
            ascii(",\n      \"eventVersion\": 1,\n      \"matchedRuleName\": ");
    private static final byte[] OBJECT_NAME = field("objectName");
    private static final byte[] OBJECT_SIZE = field("objectSize");
    private static final byte[] VERSION_ID = field("objectVersionId");
    private static final byte[] END_OF_EVENT = ascii("\n    }");
    private static final byte[] END = ascii("\n  ]\n}");

    @Override
    public Message write(ObjectEvent event, String rule, String opaqueData) {
        return write(List.of(event), rule, opaqueData);
    }

    @Override
    public Message write(List<ObjectEvent> events, String rule, String opaqueData) {
        var out = new JsonBytes(USUAL_BYTES * events.size()).raw(BEGIN);
        for (int i = 0; i < events.size(); i++) {
            event(i == 0 ? out : out.raw(NEXT), events.get(i), rule);
        }
        return message(out.raw(END).bytes()).with(Map.of(SEQUENCER, sequencers(events)));
    }

    private static String sequencers(List<ObjectEvent> events) {
        return events.stream()
                .map(objectEvent -> objectEvent.sequencer().toString())
                .collect(joining(","));
    }

    /** The bucket and rule of a test message. */
    public record TestOf(String owner, String bucketId, String bucket, String rule) {}

    /**
     * Writes the message that tests a rule; it says that no change happened.
     *
     * @param id 64 hex digits, of no other event
     */
    public static Message test(TestOf of, Instant now, String id) {
        var out = new JsonBytes(USUAL_BYTES).raw(BEGIN);
        head(out, of.owner(), of.bucketId(), of.bucket());
        out.raw(EVENT_ID);
        text(out, id);
        out.raw(TIMESTAMP).number(now.toEpochMilli()).raw(EVENT_TYPE);
        text(out, B2EventNames.TEST);
        out.raw(VERSION_AND_RULE);
        text(out, of.rule());
        nothing(out);
        return message(out.raw(END).bytes())
                .with(Map.of("webhook-id", id, "x-carillon-test", "true"));
    }

    /** Returns the event of a message that has one. */
    static ByteSlice onlyEvent(byte[] message) {
        int begin = BEGIN.length + ACCOUNT_INDENT;
        return new ByteSlice(message, begin, message.length - END.length - begin);
    }

    private static void nothing(JsonBytes out) {
        out.raw(OBJECT_NAME).raw(NULL).raw(OBJECT_SIZE).raw(NULL).raw(VERSION_ID).raw(NULL);
        out.raw(END_OF_EVENT);
    }

    private static void event(JsonBytes out, ObjectEvent event, String rule) {
        Change change = event.change();
        head(out, change.bucket().owner(), change.bucket().id(), change.bucket().name());
        out.raw(EVENT_ID);
        text(out, event.id());
        out.raw(TIMESTAMP).number(change.time().toEpochMilli());
        String name = name(change.type());
        out.raw(EVENT_TYPE);
        text(out, name);
        out.raw(VERSION_AND_RULE);
        text(out, rule);
        out.raw(OBJECT_NAME);
        text(out, change.object().key());
        out.raw(OBJECT_SIZE).number(size(change, name)).raw(VERSION_ID);
        text(out, fileId(event));
        out.raw(END_OF_EVENT);
    }

    private static void head(JsonBytes out, String owner, String bucketId, String bucket) {
        out.raw(ACCOUNT_ID);
        text(out, B2Ids.account(owner));
        out.raw(BUCKET_ID);
        text(out, B2Ids.bucket(bucketId));
        out.raw(BUCKET_NAME);
        text(out, bucket);
    }

    private static void text(JsonBytes out, String text) {
        out.raw(QUOTE).text(text).raw(QUOTE);
    }

    /** Returns the bytes before the value of a field that is not the first of its event. */
    private static byte[] field(String name) {
        return ascii(",\n      \"" + name + "\": ");
    }

    /**
     * Returns the name of an event, which exists because no rule can ask for an event without one.
     */
    private static String name(EventType type) {
        return B2EventNames.nameOf(type).orElseThrow();
    }

    /**
     * Returns the size to send: the event has the size of the hidden file, but B2 sends 0 for a
     * hide marker.
     */
    private static long size(Change change, String name) {
        return name.startsWith(HIDES) ? 0 : change.object().size();
    }

    private static String fileId(ObjectEvent event) {
        var file = new B2Ids.FileId(event.change().bucket().id(), event.objectStamp());
        return B2Ids.file(file);
    }

    private static Message message(byte[] body) {
        return new Message(CONTENT_TYPE, HEADERS, body);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
