package dev.carillon.amqp;

import com.rabbitmq.client.AMQP.BasicProperties;

import dev.carillon.endpoint.MessageFacts;
import dev.carillon.format.Message;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.Date;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * Writes what a message carries beside its body: content type, id, time and headers. Attributes of
 * a CloudEvent become headers {@code cloudEvents_NAME}, as the CloudEvents binding of AMQP 1.0
 * names its application properties, which brokers of both versions translate to headers.
 */
final class Envelope {
    /**
     * The header of a message that the broker may return: the number under which it was published,
     * by which a returned message is recognized.
     */
    static final String NUMBER = "x-carillon-publish";

    private static final String CLOUD_EVENT = "cloudEvents_";
    private static final String ID = "webhook-id";
    private static final int LONGEST_ID = 255;
    private static final int PERSISTENT = 2;

    private final InstantSource clock;

    /**
     * Creates the writer.
     *
     * @param clock for messages that are not about an event
     */
    Envelope(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Returns the properties of a message.
     *
     * @param number under which it is published, if the broker may return it
     */
    BasicProperties properties(Message message, Optional<Long> number) {
        var headers = new HashMap<String, Object>(MessageFacts.of(message));
        message.cloudEvent().forEach((name, value) -> headers.put(CLOUD_EVENT + name, value));
        number.ifPresent(value -> headers.put(NUMBER, value));
        return new BasicProperties.Builder()
                .contentType(message.contentType())
                .deliveryMode(PERSISTENT)
                .messageId(id(message.headers()))
                .timestamp(time(message))
                .headers(headers)
                .build();
    }

    private Date time(Message message) {
        return Date.from(
                message.events().isEmpty()
                        ? clock.instant()
                        : message.events().getFirst().change().time());
    }

    /** Returns the same id for every attempt; its digest if it is longer than AMQP allows. */
    private static @Nullable String id(Map<String, String> headers) {
        String id = headers.get(ID);
        return id == null || id.length() <= LONGEST_ID ? id : digest(id);
    }

    private static String digest(String id) {
        try {
            byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
