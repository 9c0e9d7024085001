package dev.carillon.kafka;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.endpoint.Failures;
import dev.carillon.endpoint.HostAndPort;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A producer for one connection, made at the first use. Thread-safe.
 *
 * <p>It is made after the guard has allowed the brokers of the connection and all that the cluster
 * names. No record is handed to it before the guard has allowed those that the cluster names for
 * the topic; they are checked again whenever the cluster names others. Brokers whose names do not
 * resolve are left out.
 */
final class SharedProducer {
    /** The longest search for the reason of a silence. */
    private static final Duration LOOK = Duration.ofSeconds(2);

    /** The number of calls without an answer after which the brokers are looked for. */
    private static final int TRIES_PER_LOOK = 5;

    /** The number of calls after which a topic is missing; a cluster may just be creating it. */
    private static final int TRIES_UNTIL_MISSING = 10;

    private static final Duration OPEN_LIMIT = Duration.ofSeconds(30);

    /** The time after which names are looked up again if one of them did not resolve. */
    private static final Duration CHECK_AGAIN = Duration.ofSeconds(10);

    private final KafkaConnection connection;
    private final Reach reach;
    private final Supplier<Map<String, Object>> settings;
    private final CompletableFuture<KafkaProducer<byte[], byte[]>> made = new CompletableFuture<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CompletableFuture<Boolean> closed = new CompletableFuture<>();
    private final Map<String, Checked> allowed = new ConcurrentHashMap<>();
    private final OneAtATime<Optional<AttemptResult>> away = new OneAtATime<>();
    private final OneAtATime<Optional<AttemptResult>> refusal = new OneAtATime<>();

    /**
     * Creates it without connecting.
     *
     * @param settings of a Kafka producer; asked once for each that is made
     */
    SharedProducer(
            KafkaConnection connection, Reach reach, Supplier<Map<String, Object>> settings) {
        this.connection = connection;
        this.reach = reach;
        this.settings = settings;
    }

    /**
     * Makes Kafka's producer, on a thread of the platform, because that resolves names and loads
     * the client's classes. Called once.
     */
    void start() {
        Thread maker =
                Thread.ofPlatform().daemon().name("carillon-kafka-open").unstarted(this::make);
        maker.setContextClassLoader(KafkaProducer.class.getClassLoader()); // of the login modules
        maker.start();
    }

    /**
     * Waits until records for the topic may be handed over.
     *
     * @throws AttemptEndedException if they may not, or the attempt is over
     */
    void ready(String topic, Attempt attempt) throws AttemptEndedException {
        List<PartitionInfo> partitions = partitions(topic, attempt);
        Checked before = allowed.get(topic);
        if (before == null || !before.covers(partitions)) {
            long validity = allow(partitions, attempt) ? Long.MAX_VALUE / 2 : CHECK_AGAIN.toNanos();
            allowed.put(topic, new Checked(partitions, System.nanoTime() + validity));
        }
    }

    /**
     * Hands a record over. The reply comes when it is confirmed or has failed, at the latest when
     * the client gives it up; it is empty if it was confirmed.
     */
    CompletableFuture<Optional<Exception>> send(
            ProducerRecord<byte[], byte[]> record, Attempt attempt) throws AttemptEndedException {
        var reply = new CompletableFuture<Optional<Exception>>();
        try {
            var _ =
                    opened(attempt)
                            .send(
                                    record,
                                    (_, failure) -> reply.complete(Optional.ofNullable(failure)));
        } catch (InterruptException _) {
            throw Attempt.interrupted();
        } catch (KafkaException | IllegalStateException e) {
            reply.complete(Optional.of(e));
        }
        return reply;
    }

    /**
     * Waits for the reply to a record.
     *
     * @throws AttemptEndedException if the attempt is over before; if no broker takes connections
     *     then, it says so
     */
    Optional<Exception> confirmation(CompletableFuture<Optional<Exception>> reply, Attempt attempt)
            throws AttemptEndedException {
        if (!attempt.isDone(reply, attempt.lastMoment())) {
            Optional<AttemptResult> gone = away(attempt);
            if (gone.isPresent() && !reply.isDone()) {
                throw new AttemptEndedException(gone.get());
            }
        }
        try {
            return attempt.await(reply);
        } catch (ExecutionException e) {
            throw new IllegalStateException("replies are never exceptional", e);
        }
    }

    /** Returns the end of an attempt whose record has failed. */
    AttemptEndedException explained(Exception failure, String topic, Attempt attempt)
            throws AttemptEndedException {
        return KafkaFailures.silent(failure)
                ? new AttemptEndedException(silence(topic, attempt).orElseGet(attempt::timedOut))
                : new AttemptEndedException(KafkaFailures.result(failure, topic), failure);
    }

    /** Returns the result of an attempt if no broker takes connections; empty if one does. */
    private Optional<AttemptResult> away(Attempt attempt) throws AttemptEndedException {
        return within(attempt, away.join(this::lookForBrokers));
    }

    /**
     * Returns the result of an attempt for which the client got no answer: brokers that are away,
     * or that refuse the user or the topic meanwhile, as a new connection shows; empty if nothing
     * is found.
     */
    private Optional<AttemptResult> silence(String topic, Attempt attempt)
            throws AttemptEndedException {
        Optional<AttemptResult> gone = away(attempt);
        return gone.isPresent() ? gone : within(attempt, refusal.join(() -> lookAgain(topic)));
    }

    /**
     * Begins to close it, and does not wait for that, which takes as long as the client's thread
     * waits for a broker. What was not confirmed fails; nothing that still waits is sent.
     */
    void close() {
        if (made.completeExceptionally(new IOException("the producer was closed"))
                || made.isCompletedExceptionally()) {
            closed.complete(true);
        } else if (closing.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("carillon-kafka-close").start(this::closeMade);
        }
    }

    /** Returns the end of its closing, which begins with {@link #close}. */
    CompletableFuture<Boolean> closed() {
        return closed;
    }

    private void closeMade() {
        try {
            close(made.join());
        } finally {
            closed.complete(true);
        }
    }

    private void make() {
        long end = System.nanoTime() + OPEN_LIMIT.toNanos();
        try {
            List<HostAndPort> usable = reach.usable(connection.brokers(), end);
            var own = new HashMap<>(settings.get());
            own.put(
                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    usable.stream().map(HostAndPort::toString).collect(Collectors.joining(",")));
            var _ = reach.advertised(hosts(cluster(usable, own, end).stream()), end);
            var serializer = new ByteArraySerializer();
            var producer = new KafkaProducer<>(own, serializer, serializer);
            if (!made.complete(producer)) {
                close(producer);
            }
        } catch (IOException | RuntimeException | Error e) {
            made.completeExceptionally(e);
        }
    }

    /** Asks one broker after the other for all nodes of the cluster, until one answers. */
    private List<Node> cluster(List<HostAndPort> brokers, Map<String, Object> own, long end)
            throws IOException {
        var question = new ClusterNodes(own);
        IOException first = null;
        for (HostAndPort broker : brokers) {
            try {
                reach.connect(List.of(broker), end).close();
                return question.named(broker, end);
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        throw first == null ? new IOException("there is no broker") : first;
    }

    private KafkaProducer<byte[], byte[]> opened(Attempt attempt) throws AttemptEndedException {
        try {
            return attempt.await(made);
        } catch (ExecutionException e) {
            throw unopened(cause(e));
        }
    }

    private static Throwable cause(ExecutionException e) {
        return Objects.requireNonNullElse(e.getCause(), e);
    }

    private static AttemptEndedException unopened(Throwable failure) {
        AttemptResult result =
                failure instanceof AuthenticationException
                        ? KafkaFailures.result(failure, "")
                        : new Unreachable(words(failure));
        return new AttemptEndedException(result, failure);
    }

    /**
     * Asks the cluster for the partitions of a topic; later answers come from memory.
     *
     * @throws AttemptEndedException if it cannot be asked, or there is no such topic
     */
    List<PartitionInfo> partitions(String topic, Attempt attempt) throws AttemptEndedException {
        KafkaProducer<byte[], byte[]> producer = opened(attempt);
        int unknown = 0;
        for (int tries = 1; ; tries++) {
            try {
                return producer.partitionsFor(topic);
            } catch (InterruptException _) {
                throw Attempt.interrupted();
            } catch (KafkaException | IllegalStateException e) {
                unknown += e.getCause() instanceof UnknownTopicOrPartitionException ? 1 : 0;
                throwUnlessSilent(e, topic, unknown >= TRIES_UNTIL_MISSING);
                attempt.check();
                if (unknown == 0 && tries % TRIES_PER_LOOK == 0) {
                    throwIfGone(away(attempt));
                }
            }
        }
    }

    private static void throwIfGone(Optional<AttemptResult> gone) throws AttemptEndedException {
        if (gone.isPresent()) {
            throw new AttemptEndedException(gone.get());
        }
    }

    private static void throwUnlessSilent(Exception failure, String topic, boolean missing)
            throws AttemptEndedException {
        if (missing) {
            throw new AttemptEndedException(KafkaFailures.missing(topic));
        }
        if (!KafkaFailures.silent(failure)) {
            throw new AttemptEndedException(KafkaFailures.result(failure, topic), failure);
        }
    }

    /**
     * Checks the addresses that the brokers of these partitions advertise.
     *
     * @return whether all names resolve
     * @throws AttemptEndedException if one is not allowed
     */
    boolean allow(List<PartitionInfo> partitions, Attempt attempt) throws AttemptEndedException {
        try {
            boolean all = reach.advertised(hosts(nodes(partitions)), attempt.end());
            attempt.check(); // a name that the attempt's end left without an answer is unchecked
            return all;
        } catch (AdvertisedException e) {
            attempt.check();
            throw new AttemptEndedException(new Unreachable(words(e)));
        }
    }

    private static List<String> hosts(Stream<Node> nodes) {
        return nodes.map(Node::host).filter(host -> !host.isEmpty()).distinct().toList();
    }

    private Optional<AttemptResult> lookForBrokers() {
        Stream<HostAndPort> known =
                allowed.values().stream()
                        .flatMap(checked -> nodes(checked.partitions))
                        .map(node -> new HostAndPort(node.host(), node.port()));
        List<HostAndPort> all =
                Stream.concat(known, connection.brokers().stream()).distinct().toList();
        try {
            reach.connect(all, System.nanoTime() + LOOK.toNanos()).close();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(new Unreachable(words(e)));
        }
    }

    private Optional<AttemptResult> lookAgain(String topic) {
        var fresh = new SharedProducer(connection, reach, settings);
        fresh.start();
        try {
            fresh.ready(topic, new Attempt(LOOK));
            return Optional.empty();
        } catch (AttemptEndedException e) {
            return e.result() instanceof AttemptResult.TimedOut
                    ? Optional.empty()
                    : Optional.of(e.result());
        } finally {
            fresh.close();
        }
    }

    private static Optional<AttemptResult> within(
            Attempt attempt, CompletableFuture<Optional<AttemptResult>> look)
            throws AttemptEndedException {
        try {
            return attempt.await(look);
        } catch (ExecutionException e) {
            return Optional.of(new Unreachable(words(cause(e))));
        }
    }

    /**
     * Returns the brokers that may get records of these partitions, now or as their next leader.
     */
    private static Stream<Node> nodes(List<PartitionInfo> partitions) {
        return partitions.stream()
                .flatMap(partition -> Stream.of(partition.replicas()))
                .filter(node -> !node.host().isEmpty());
    }

    private static void close(KafkaProducer<byte[], byte[]> producer) {
        try {
            producer.close(Duration.ZERO);
        } catch (InterruptException _) {
            Thread.currentThread().interrupt(); // its thread ends all the same
        } catch (KafkaException _) {
            // its threads and sockets are gone, which is all that was wanted
        }
    }

    /**
     * The partitions of a topic whose brokers were checked.
     *
     * @param end of the validity, by {@link System#nanoTime()}
     */
    private record Checked(List<PartitionInfo> partitions, long end) {
        /** Returns whether these are the ones; a new answer of the cluster has new parts. */
        boolean covers(List<PartitionInfo> current) {
            return current.equals(partitions) && System.nanoTime() - end < 0;
        }
    }

    /** Describes a failure to connect for the operator. */
    static String words(Throwable failure) {
        return switch (failure) {
            case BrokerAwayException e -> String.valueOf(e.getMessage());
            case AdvertisedException e -> String.valueOf(e.getMessage());
            case KafkaException e when e.getCause() != null -> Failures.inWords(e.getCause());
            default -> Failures.inWords(failure);
        };
    }
}
