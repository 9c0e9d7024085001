package dev.carillon.kafka;

import dev.carillon.endpoint.MessageFacts;
import dev.carillon.format.Message;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/**
 * Writes messages as Kafka records. The key is bucket and object, so that all records of an object
 * are in one partition, in order; a message about no event, which is a test, has a fixed one,
 * because topics that are compacted take no record without. Headers are UTF-8: the facts about the
 * message, its content type, and the attributes of a CloudEvent in binary mode, as the Kafka
 * protocol binding of CloudEvents 1.0 names them.
 */
final class Records {
    private static final String CONTENT_TYPE = "content-type";

    /** The key of a test. */
    static final String TEST_KEY = "carillon-test";

    private static final String CLOUD_EVENT = "ce_";

    private Records() {}

    /** Returns the record of a message. */
    static ProducerRecord<byte[], byte[]> of(String topic, Message message) {
        var headers = new RecordHeaders();
        MessageFacts.of(message).forEach((name, value) -> headers.add(name, utf8(value)));
        headers.add(CONTENT_TYPE, utf8(message.contentType()));
        message.cloudEvent().forEach((name, value) -> headers.add(CLOUD_EVENT + name, utf8(value)));
        return new ProducerRecord<>(topic, null, key(message), message.body(), headers);
    }

    private static byte @Nullable [] key(Message message) {
        if (message.events().isEmpty()) {
            return utf8(TEST_KEY);
        }
        return MessageFacts.object(message).map(Records::utf8).orElse(null);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
