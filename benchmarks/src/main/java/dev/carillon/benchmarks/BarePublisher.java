package dev.carillon.benchmarks;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;

import dev.carillon.endpoint.MessageFacts;
import dev.carillon.format.Message;

import java.io.IOException;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Semaphore;

/**
 * RabbitMQ's client in a loop: publishes on one channel with confirmations, with a bounded number
 * of messages in flight. For one thread.
 */
final class BarePublisher implements AutoCloseable {
    /** Enough for the queue to take all at once, and bounded for a broker that nobody reads. */
    private static final int MOST_KEPT = 10_000;

    private final Connection connection;
    private final Channel channel;
    private final String exchange;
    private final int inFlight;
    private final Semaphore slots;
    private final ConcurrentSkipListSet<Long> open = new ConcurrentSkipListSet<>();

    private BarePublisher(Connection connection, String exchange, int inFlight) throws IOException {
        this.connection = connection;
        this.exchange = exchange;
        this.inFlight = inFlight;
        slots = new Semaphore(inFlight);
        channel = connection.createChannel();
    }

    /** Connects, and makes a durable exchange and queue of this name. */
    static BarePublisher at(int port, String name, int inFlight) throws Exception {
        var factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(port);
        var publisher = new BarePublisher(factory.newConnection(), name, inFlight);
        publisher.prepare();
        return publisher;
    }

    private void prepare() throws IOException {
        channel.exchangeDeclare(exchange, BuiltinExchangeType.TOPIC, true);
        channel.queueDeclare(exchange, true, false, false, Map.of("x-max-length", MOST_KEPT));
        channel.queueBind(exchange, exchange, exchange);
        channel.confirmSelect();
        channel.addConfirmListener(
                this::confirmed,
                (_, _) -> {
                    throw new IllegalStateException("the broker refused a message");
                });
    }

    /** Publishes a message so often, and returns when each was confirmed. */
    void publish(int many, Message message) throws IOException, InterruptedException {
        for (int i = 0; i < many; i++) {
            slots.acquire();
            var properties =
                    new BasicProperties.Builder()
                            .contentType(message.contentType())
                            .deliveryMode(2)
                            .messageId(message.headers().get("webhook-id"))
                            .timestamp(Date.from(Instant.now()))
                            .headers(new HashMap<>(MessageFacts.of(message)))
                            .build();
            open.add(channel.getNextPublishSeqNo());
            channel.basicPublish(exchange, exchange, properties, message.body());
        }
        slots.acquire(inFlight);
        slots.release(inFlight);
    }

    private void confirmed(long number, boolean multiple) {
        if (!multiple) {
            open.remove(number);
            slots.release();
            return;
        }
        var confirmed = open.headSet(number, true);
        int count = confirmed.size();
        confirmed.clear();
        slots.release(count);
    }

    /** Removes exchange and queue. */
    @Override
    public void close() throws IOException {
        channel.queueDelete(exchange);
        channel.exchangeDelete(exchange);
        connection.close();
    }
}
