package dev.carillon.benchmarks;

import dev.carillon.endpoint.MessageFacts;
import dev.carillon.format.Message;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * Kafka's own producer with the acknowledgements of our endpoints, and nothing else. Thread-safe.
 */
final class BareProducer implements AutoCloseable {
    private final String topic;
    private final KafkaProducer<byte[], byte[]> producer;

    /** Creates a producer for a topic of a broker. */
    BareProducer(String address, String topic) {
        this.topic = topic;
        Map<String, Object> settings =
                Map.of("bootstrap.servers", address, "acks", "all", "linger.ms", 0);
        var bytes = new ByteArraySerializer();
        producer = new KafkaProducer<>(settings, bytes, bytes);
    }

    /** Sends the bytes of a message under another key, and waits for its acknowledgement. */
    void send(Message message, long number) {
        var headers = new RecordHeaders();
        MessageFacts.of(message).forEach((name, value) -> headers.add(name, utf8(value)));
        byte[] key = utf8("bucket/photos/2026/" + number);
        try {
            var _ =
                    producer.send(new ProducerRecord<>(topic, null, key, message.body(), headers))
                            .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("the broker did not take a record", e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
