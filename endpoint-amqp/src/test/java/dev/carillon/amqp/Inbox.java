package dev.carillon.amqp;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;

import dev.carillon.endpoint.ClientTls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A consumer's side of a broker: it makes exchanges and queues, and takes what arrived. */
final class Inbox implements AutoCloseable {
    private final Connection connection;
    private final Channel channel;
    private final List<GetResponse> taken = new ArrayList<>();

    private Inbox(Connection connection, Channel channel) {
        this.connection = connection;
        this.channel = channel;
    }

    static Inbox at(int port) throws Exception {
        return at(port, "/");
    }

    static Inbox at(int port, String vhost) throws Exception {
        var factory = new ConnectionFactory();
        factory.setPort(port);
        factory.setVirtualHost(vhost);
        return open(factory);
    }

    static Inbox overTls(int port, Path ca) throws Exception {
        var factory = new ConnectionFactory();
        factory.setPort(port);
        Map<String, String> options = Map.of("ca-location", ca.toString());
        factory.useSslProtocol(ClientTls.of(options, InstantSource.system()).context());
        return open(factory);
    }

    private static Inbox open(ConnectionFactory factory) throws Exception {
        factory.setHost("127.0.0.1");
        factory.setAutomaticRecoveryEnabled(false);
        Connection connection = factory.newConnection();
        return new Inbox(connection, connection.createChannel());
    }

    /** Makes an exchange of the kind topic. */
    Inbox exchange(String name) throws IOException {
        return exchange(name, BuiltinExchangeType.TOPIC);
    }

    Inbox exchange(String name, BuiltinExchangeType type) throws IOException {
        channel.exchangeDeclare(name, type, true);
        return this;
    }

    /** Makes a queue that gets what is published with a routing key, and empties it. */
    Inbox queue(String name, String exchange, String key) throws IOException {
        channel.queueDeclare(name, true, false, false, null);
        channel.queueBind(name, exchange, key);
        channel.queuePurge(name);
        taken.clear();
        return this;
    }

    Inbox withoutQueue(String name) throws IOException {
        channel.queueDelete(name);
        return this;
    }

    /** Takes everything that is in a queue, and returns all that was taken so far, in order. */
    synchronized List<GetResponse> messages(String queue) throws IOException {
        for (GetResponse next = channel.basicGet(queue, true);
                next != null;
                next = channel.basicGet(queue, true)) {
            taken.add(next);
        }
        return List.copyOf(taken);
    }

    /** Returns the bodies of {@link #messages}. */
    List<String> bodies(String queue) throws IOException {
        return messages(queue).stream()
                .map(one -> new String(one.getBody(), StandardCharsets.UTF_8))
                .toList();
    }

    @Override
    public void close() {
        connection.abort();
    }
}
