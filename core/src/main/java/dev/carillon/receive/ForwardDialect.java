package dev.carillon.receive;

import dev.carillon.event.ByteSlice;
import dev.carillon.event.ObjectEvent;
import dev.carillon.event.Original;
import dev.carillon.format.Dialect;
import dev.carillon.format.Format;
import dev.carillon.format.Message;
import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.Topic;
import dev.carillon.signature.Secret;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The dialect of {@code --forward}: each event in a message of its own, as its publisher wrote it.
 * Records of S3 are sent as {@code {"Records":[…]}}, CloudEvents as structured ones, and the events
 * of B2 and of its broker as {@code {"events":[…]}}. Nothing is signed.
 */
final class ForwardDialect implements Dialect {
    /** The name of the dialect. */
    static final DialectName NAME = new DialectName("forward");

    private static final Set<String> OF_S3 = Set.of("s3", "eventSource", "awsRegion");
    private static final Set<String> OF_B2 = Set.of("bucketName", "objectName", "matchedRuleName");
    private static final String OF_CLOUD_EVENTS = "specversion";

    private static final JsonFactory JSON = JsonFactory.builder().build();

    private final DeliveryPolicy policy;

    /** Creates the dialect with the policy of its one recipient. */
    ForwardDialect(DeliveryPolicy policy) {
        this.policy = policy;
    }

    @Override
    public DialectName name() {
        return NAME;
    }

    @Override
    public Format format() {
        return ForwardDialect::write;
    }

    @Override
    public Message test(Topic topic, Instant now, RandomGenerator random) {
        throw new IllegalArgumentException(
                "a receiver has no test message: send it one with any publisher");
    }

    @Override
    public Message signed(Message complete, Secret secret) {
        return complete;
    }

    @Override
    public DeliveryPolicy defaults() {
        return policy;
    }

    private static Message write(ObjectEvent event, String rule, String opaqueData) {
        ByteSlice json = event.change().original().map(Original::json).orElseThrow();
        Envelope envelope = Envelope.of(json);
        return new Message(envelope.contentType, Map.of(), envelope.around(json));
    }

    /** The members around an event, by the kind of the event. */
    private enum Envelope {
        RECORDS("application/json", "{\"Records\":[", "]}"),
        EVENTS("application/json", "{\"events\":[", "]}"),
        NONE("application/cloudevents+json", "", "");

        private final String contentType;
        private final String before;
        private final String after;

        Envelope(String contentType, String before, String after) {
            this.contentType = contentType;
            this.before = before;
            this.after = after;
        }

        private byte[] around(ByteSlice json) {
            byte[] body = new byte[before.length() + json.length() + after.length()];
            ascii(before, body, 0);
            System.arraycopy(json.array(), json.offset(), body, before.length(), json.length());
            ascii(after, body, before.length() + json.length());
            return body;
        }

        private static void ascii(String text, byte[] to, int at) {
            for (int i = 0; i < text.length(); i++) {
                to[at + i] = (byte) text.charAt(i);
            }
        }

        /** Returns the envelope of an event; that of S3 if its kind is not clear. */
        private static Envelope of(ByteSlice json) {
            try (JsonParser parser =
                    JSON.createParser(
                            ObjectReadContext.empty(),
                            json.array(),
                            json.offset(),
                            json.length())) {
                if (parser.nextToken() != JsonToken.START_OBJECT) {
                    return RECORDS;
                }
                Envelope found = RECORDS;
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = parser.currentName();
                    if (name.equals(OF_CLOUD_EVENTS)) {
                        return NONE;
                    }
                    if (OF_S3.contains(name)) {
                        return RECORDS;
                    }
                    if (OF_B2.contains(name)) {
                        found = EVENTS;
                    }
                    parser.nextToken();
                    parser.skipChildren();
                }
                return found;
            } catch (JacksonException _) {
                return RECORDS;
            }
        }
    }
}
