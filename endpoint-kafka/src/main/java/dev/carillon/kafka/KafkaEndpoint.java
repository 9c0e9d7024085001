package dev.carillon.kafka;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Accepted;
import dev.carillon.delivery.AttemptResult.TimedOut;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.endpoint.Diagnosis;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.endpoint.MessageFacts;
import dev.carillon.format.Message;

import org.apache.kafka.clients.producer.ProducerRecord;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes each message as a record to one Kafka topic. A record is accepted when the broker has
 * confirmed it, or, without acknowledgements, when it was written to the connection. An interrupt
 * ends an attempt immediately, and the interrupt status is kept.
 */
final class KafkaEndpoint implements Endpoint {
    private static final AttemptResult ACCEPTED = new Accepted(OptionalInt.empty());

    /** The result of an attempt with an endpoint that was closed. */
    static final AttemptResult CLOSED = new Unreachable("the endpoint was closed");

    private final String topic;
    private final KafkaConnection connection;
    private final Producers producers;
    private final Set<Attempt> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Opens it without connecting. */
    KafkaEndpoint(String topic, KafkaConnection connection, Producers producers) {
        this.topic = topic;
        this.connection = connection;
        this.producers = producers;
        producers.attach(connection);
    }

    @Override
    public AttemptResult send(Message message, Duration limit) {
        if (limit.isNegative() || limit.isZero()) {
            return new TimedOut(Duration.ZERO);
        }
        var attempt = new Attempt(limit);
        running.add(attempt);
        try {
            return closed ? CLOSED : deliver(message, attempt);
        } catch (AttemptEndedException e) {
            return e.result();
        } finally {
            running.remove(attempt);
        }
    }

    @Override
    public Diagnosis diagnose(Message message, Duration limit) {
        return new KafkaDiagnosis(topic, connection, producers, limit).run(message);
    }

    @Override
    public void close() {
        synchronized (running) {
            if (closed) {
                return;
            }
            closed = true;
        }
        running.forEach(attempt -> attempt.cut(CLOSED));
        producers.detach(connection);
    }

    private AttemptResult deliver(Message message, Attempt attempt) throws AttemptEndedException {
        SharedProducer producer = producers.enter(connection);
        try {
            producer.ready(topic, attempt);
            if (producers.late().any()) {
                Optional<String> object = object(message);
                if (object.isPresent()) {
                    producers.late().awaitOthers(object.get(), producer, attempt);
                }
            }
            return publish(message, producer, attempt);
        } catch (AttemptEndedException e) {
            if (e.getCause() != null && KafkaFailures.fatal(e.getCause())) {
                producers.retire(connection, producer);
            }
            throw e;
        } finally {
            producers.leave(connection, producer);
        }
    }

    private Optional<String> object(Message message) {
        return MessageFacts.object(message).map(one -> topic + " " + one);
    }

    private AttemptResult publish(Message message, SharedProducer producer, Attempt attempt)
            throws AttemptEndedException {
        ProducerRecord<byte[], byte[]> record = Records.of(topic, message);
        while (true) {
            attempt.check();
            CompletableFuture<Optional<Exception>> reply = producer.send(record, attempt);
            Optional<Exception> failure;
            try {
                failure = producer.confirmation(reply, attempt);
            } catch (AttemptEndedException e) {
                object(message).ifPresent(one -> producers.late().add(one, producer, reply));
                throw e;
            }
            if (failure.isEmpty()) {
                return ACCEPTED;
            }
            if (!KafkaFailures.noRoom(failure.get())) {
                throw producer.explained(failure.get(), topic, attempt);
            }
        }
    }
}
