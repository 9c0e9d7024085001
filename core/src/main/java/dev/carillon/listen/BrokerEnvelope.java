package dev.carillon.listen;

import dev.carillon.rule.DialectName;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A message as B2 sends it, {@code {"events":[…]}}, or as the original event broker passes it on,
 * {@code {"event":[…]}}. The local service gets it in the form in which it came.
 *
 * @param message as B2 sends it, the events byte for byte
 * @param dialect which writes the form in which it came
 */
record BrokerEnvelope(byte[] message, DialectName dialect) {
    private static final JsonFactory JSON = JsonFactory.builder().build();
    private static final byte[] BEGIN = "{\"events\":".getBytes(StandardCharsets.US_ASCII);

    /** Reads a body; what is neither form counts as B2's, and is refused later. */
    static BrokerEnvelope of(byte[] body) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
            if (parser.nextToken() == JsonToken.START_OBJECT
                    && parser.nextToken() == JsonToken.PROPERTY_NAME
                    && parser.currentName().equals("event")
                    && parser.nextToken() == JsonToken.START_ARRAY) {
                int begin = (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                int end = (int) parser.currentTokenLocation().getByteOffset() + 1;
                return new BrokerEnvelope(wrapped(body, begin, end), DialectName.BROKER);
            }
        } catch (JacksonException _) {
            // Refused later.
        }
        return new BrokerEnvelope(body, DialectName.BROKER_B2);
    }

    private static byte[] wrapped(byte[] body, int begin, int end) {
        byte[] message = Arrays.copyOf(BEGIN, BEGIN.length + end - begin + 1);
        System.arraycopy(body, begin, message, BEGIN.length, end - begin);
        message[message.length - 1] = '}';
        return message;
    }
}
