package dev.carillon.kafka;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Accepted;
import dev.carillon.delivery.AttemptResult.TimedOut;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.endpoint.ClientTls;
import dev.carillon.endpoint.Diagnosis;
import dev.carillon.endpoint.HostAndPort;
import dev.carillon.format.Message;
import dev.carillon.kafka.Reach.Connected;

import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.AuthenticationException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.net.ssl.SSLSocket;

/**
 * The course of one attempt with connections of its own, step by step. For one attempt, on one
 * thread.
 */
final class KafkaDiagnosis {
    private final String topic;
    private final KafkaConnection connection;
    private final Producers producers;
    private final Attempt attempt;
    private final List<Diagnosis.Step> steps = new ArrayList<>();
    private final List<HostAndPort> usable = new ArrayList<>();
    private long mark = System.nanoTime();

    /** Begins the time of the attempt. */
    KafkaDiagnosis(String topic, KafkaConnection connection, Producers producers, Duration limit) {
        this.topic = topic;
        this.connection = connection;
        this.producers = producers;
        attempt = new Attempt(limit);
    }

    /** Runs the attempt. */
    Diagnosis run(Message message) {
        AttemptResult result;
        try {
            reach();
            send(message);
            result = new Accepted(OptionalInt.empty());
        } catch (AttemptEndedException e) {
            result = e.result();
        }
        return new Diagnosis(steps, result, KafkaKind.KIND.steps());
    }

    private void reach() throws AttemptEndedException {
        step(KafkaKind.NAME, this::found);
        step(KafkaKind.GUARD, this::allowed);
        try (Connected connected = connected()) {
            if (connection.tls().isPresent()) {
                step(KafkaKind.TLS, () -> handshake(connected));
            }
        } catch (IOException _) {
            // closing it failed, which changes nothing
        }
    }

    private void send(Message message) throws AttemptEndedException {
        SharedProducer producer = producers.fresh(connection);
        producer.start();
        try {
            List<PartitionInfo> partitions = partitions(producer);
            ended(
                    KafkaKind.ADVERTISED,
                    () -> {
                        var _ = producer.allow(partitions, attempt);
                    });
            add(KafkaKind.ADVERTISED, true, "allowed: " + advertised(partitions));
            publish(producer, message);
        } finally {
            producer.close();
        }
    }

    private List<PartitionInfo> partitions(SharedProducer producer) throws AttemptEndedException {
        List<PartitionInfo> partitions;
        try {
            partitions = producer.partitions(topic, attempt);
        } catch (AttemptEndedException e) {
            if (e.getCause() instanceof AdvertisedException) {
                add(KafkaKind.AUTHENTICATION, true, user());
                add(KafkaKind.ADVERTISED, false, words(e.result()));
                throw e;
            }
            boolean strange =
                    e.getCause() instanceof AuthenticationException
                            || !(e.result() instanceof AttemptResult.Refused);
            if (!strange) {
                add(KafkaKind.AUTHENTICATION, true, user());
            }
            add(strange ? KafkaKind.AUTHENTICATION : KafkaKind.TOPIC, false, words(e.result()));
            throw e;
        }
        add(KafkaKind.AUTHENTICATION, true, user());
        add(KafkaKind.TOPIC, true, topic + " has " + counted(partitions.size()));
        return partitions;
    }

    private void publish(SharedProducer producer, Message message) throws AttemptEndedException {
        var record = Records.of(topic, message);
        var reply = new ArrayList<CompletableFuture<Optional<Exception>>>();
        ended(KafkaKind.PUBLISH, () -> reply.add(producer.send(record, attempt)));
        add(KafkaKind.PUBLISH, true, "handed over " + message.body().length + " bytes");
        ended(
                KafkaKind.CONFIRM,
                () -> {
                    var failure = producer.confirmation(reply.getFirst(), attempt);
                    if (failure.isPresent()) {
                        throw producer.explained(failure.get(), topic, attempt);
                    }
                });
        String confirmed =
                switch (connection.acks()) {
                    case BROKER -> "confirmed by all replicas in sync";
                    case NONE ->
                            "written to the connection; kafka-ack-level=none asks for no"
                                    + " confirmation";
                };
        add(KafkaKind.CONFIRM, true, confirmed);
    }

    private String found() throws IOException {
        var found = new ArrayList<String>();
        Optional<IOException> first = Optional.empty();
        for (HostAndPort broker : connection.brokers()) {
            try {
                InetAddress[] addresses = producers.reach().found(broker.host(), attempt.end());
                found.add(broker.host() + " is " + shown(addresses));
                usable.add(broker);
            } catch (UnknownHostException e) {
                found.add(broker.host() + " is left out: " + SharedProducer.words(e));
                first = first.or(() -> Optional.of(e));
            }
        }
        if (usable.isEmpty() && first.isPresent()) {
            throw first.get();
        }
        return String.join("; ", found);
    }

    private String allowed() throws IOException {
        var allowed = new ArrayList<String>();
        for (HostAndPort broker : usable) {
            allowed.add(shown(producers.reach().allowed(broker.host(), attempt.end())));
        }
        return "allowed: " + String.join(", ", allowed);
    }

    private Connected connected() throws AttemptEndedException {
        var connected = new ArrayList<Connected>();
        step(
                KafkaKind.CONNECT,
                () -> {
                    connected.add(producers.reach().connect(usable, attempt.end()));
                    return "connected to " + connected.getFirst().broker();
                });
        return connected.getFirst();
    }

    private String handshake(Connected connected) throws IOException {
        ClientTls tls = producers.tls(connection);
        Socket socket = connected.socket();
        socket.setSoTimeout(Math.clamp((attempt.end() - System.nanoTime()) / 1_000_000, 1, 60_000));
        var secured =
                (SSLSocket)
                        tls.context()
                                .getSocketFactory()
                                .createSocket(
                                        socket, connected.broker().host(), socket.getPort(), false);
        var parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm(tls.verifiesNames() ? "HTTPS" : "");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        tls.checkValidity(secured.getSession());
        return tls.described(secured.getSession());
    }

    private String user() {
        return connection
                .sasl()
                .map(sasl -> sasl.user() + " with " + sasl.mechanism())
                .orElse("the broker asks for no user");
    }

    private static String counted(int partitions) {
        return partitions == 1 ? "1 partition" : partitions + " partitions";
    }

    private static String advertised(List<PartitionInfo> partitions) {
        return partitions.stream()
                .flatMap(partition -> Stream.of(partition.replicas()))
                .map(Node::host)
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static String shown(InetAddress[] addresses) {
        return Stream.of(addresses)
                .map(InetAddress::getHostAddress)
                .collect(Collectors.joining(", "));
    }

    private void step(String name, Step step) throws AttemptEndedException {
        try {
            add(name, true, step.run());
        } catch (IOException e) {
            boolean late = !attempt.goesOn();
            AttemptResult result =
                    late ? attempt.timedOut() : new Unreachable(SharedProducer.words(e));
            add(name, false, words(result));
            throw new AttemptEndedException(result);
        }
    }

    private void ended(String name, Part part) throws AttemptEndedException {
        try {
            part.run();
        } catch (AttemptEndedException e) {
            add(name, false, words(e.result()));
            throw e;
        }
    }

    private void add(String name, boolean ok, String detail) {
        long now = System.nanoTime();
        steps.add(new Diagnosis.Step(name, ok, Duration.ofNanos(now - mark), detail));
        mark = now;
    }

    private static String words(AttemptResult result) {
        return switch (result) {
            case Unreachable(String cause) -> cause;
            case TimedOut(Duration after) -> "no answer within " + after.toMillis() + " ms";
            case Accepted _, AttemptResult.Refused _ -> result.summary();
        };
    }

    /** A step; returns its finding. */
    @FunctionalInterface
    private interface Step {
        String run() throws IOException;
    }

    /** A part of the attempt. */
    @FunctionalInterface
    private interface Part {
        void run() throws AttemptEndedException;
    }
}
