package dev.carillon.format;

import static java.util.stream.Collectors.joining;

import dev.carillon.event.Change;
import dev.carillon.event.EventType;
import dev.carillon.event.ObjectEvent;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Writes events as Backblaze B2 does: {@code {"events":[{…}]}} with up to 50 events of one rule,
 * the fields by name. {@code objectSize} is the removed file's where one is deleted, and 0 for a
 * hide marker.
 *
 * <p>The body has B2's fields and no more, since b2-sdk-java refuses a message with any other. What
 * Carillon tells beyond them is a header: {@code X-Carillon-Sequencer}, a number for each event in
 * the order of the body, with commas between; it rises with each change of an object.
 */
public final class B2Events implements Format {
    private static final String CONTENT_TYPE = "application/json; charset=UTF-8";
    private static final Map<String, String> HEADERS =
            Map.of("User-Agent", "B2/EventNotifications");
    private static final String HIDES = "b2:HideMarkerCreated:";
    private static final String SEQUENCER = "X-Carillon-Sequencer";
    private static final int USUAL_BYTES = 768;
    private static final byte[] BEGIN = ascii("{\"events\":[");
    private static final byte[] NEXT = ascii(",");
    private static final byte[] END = ascii("]}");

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
        return events.stream().map(it -> it.sequencer().toString()).collect(joining(","));
    }

    /** Bucket and rule of a test message. */
    public record TestOf(String owner, String bucketId, String bucket, String rule) {}

    /**
     * Writes the message that tests a rule: no change happened, and it says so.
     *
     * @param id 64 hex digits, of no other event
     */
    public static Message test(TestOf of, Instant now, String id) {
        var out = new JsonBytes(USUAL_BYTES).raw(BEGIN);
        head(out, of.owner(), of.bucketId(), of.bucket());
        out.raw(ascii("\",\"eventId\":\"")).text(id);
        out.raw(ascii("\",\"eventTimestamp\":")).number(now.toEpochMilli());
        out.raw(ascii(",\"eventType\":\"")).text(B2EventNames.TEST);
        out.raw(ascii("\",\"eventVersion\":1,\"matchedRuleName\":\"")).text(of.rule());
        nothing(out);
        return message(out.raw(END).bytes())
                .with(Map.of("webhook-id", id, "x-carillon-test", "true"));
    }

    private static void nothing(JsonBytes out) {
        out.raw(ascii("\",\"objectName\":null,\"objectSize\":null,\"objectVersionId\":null}"));
    }

    private static void event(JsonBytes out, ObjectEvent event, String rule) {
        Change change = event.change();
        head(out, change.bucket().owner(), change.bucket().id(), change.bucket().name());
        out.raw(ascii("\",\"eventId\":\"")).text(event.id());
        out.raw(ascii("\",\"eventTimestamp\":")).number(change.time().toEpochMilli());
        String name = name(change.type());
        out.raw(ascii(",\"eventType\":\"")).text(name);
        out.raw(ascii("\",\"eventVersion\":1,\"matchedRuleName\":\"")).text(rule);
        out.raw(ascii("\",\"objectName\":\"")).text(change.object().key());
        out.raw(ascii("\",\"objectSize\":")).number(size(change, name));
        out.raw(ascii(",\"objectVersionId\":\"")).text(fileId(event)).raw(ascii("\"}"));
    }

    private static void head(JsonBytes out, String owner, String bucketId, String bucket) {
        out.raw(ascii("{\"accountId\":\"")).text(B2Ids.account(owner));
        out.raw(ascii("\",\"bucketId\":\"")).text(B2Ids.bucket(bucketId));
        out.raw(ascii("\",\"bucketName\":\"")).text(bucket);
    }

    /** No rule asks for what has no name here. */
    private static String name(EventType type) {
        return B2EventNames.nameOf(type).orElseThrow();
    }

    /** The event has the size of the file that is hidden; B2 sends 0 for a hide marker. */
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
