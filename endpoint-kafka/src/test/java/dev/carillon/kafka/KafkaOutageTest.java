package dev.carillon.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.TimedOut;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.kafka.SharedKafka.Cluster;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the outages do that users of other gateways complain of (ceph.md §9). */
@ExtendWith(SharedKafka.class)
class KafkaOutageTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration BRIEF = Duration.ofMillis(500);

    /** So that a record is still late while the tests look at it. */
    private static final Patience PATIENT =
            new Patience(Duration.ofSeconds(6), Duration.ofMinutes(5));

    private final LocalKafka kafka;
    private final KafkaProxy proxy;
    private final KafkaRig rig;

    KafkaOutageTest(Cluster cluster) {
        kafka = cluster.kafka();
        proxy = cluster.proxy();
        proxy.restart();
        rig = new KafkaRig(kafka, KafkaRig.SHORT);
    }

    @AfterEach
    void close() {
        rig.close();
        proxy.restart();
    }

    @Test
    void nothing_is_reported_delivered_that_the_broker_does_not_have() throws Exception {
        Endpoint endpoint = proxied(Map.of());
        Set<String> accepted = ConcurrentHashMap.newKeySet();
        var stop = new AtomicBoolean();
        List<Thread> senders =
                IntStream.range(0, 8)
                        .mapToObj(one ->
                                Thread.startVirtualThread(
                                        () -> send(endpoint, "k" + one, accepted, stop)))
                        .toList();
        for (int cut = 1; cut <= 6; cut++) {
            int least = cut * 40;
            await().atMost(LONG).until(() -> accepted.size() >= least);
            proxy.cut();
        }
        stop.set(true);
        for (Thread sender : senders) {
            assertThat(sender.join(LONG)).isTrue();
        }
        assertThat(rig.reader().bodies()).containsAll(accepted);
    }

    private static void send(
            Endpoint endpoint, String key, Set<String> accepted, AtomicBoolean stop) {
        for (int i = 0; !stop.get(); i++) {
            String body = key + " " + i;
            if (endpoint.send(KafkaRig.about(key, body), LONG).accepted()) {
                accepted.add(body);
            }
        }
    }

    @Test
    void a_connection_that_was_closed_while_idle_is_made_again() {
        Endpoint endpoint = proxied(Map.of());
        for (int i = 0; i < 3; i++) {
            assertThat(endpoint.send(KafkaRig.plain("m" + i), LONG).accepted()).isTrue();
            proxy.cut();
        }
        assertThat(rig.reader().bodies()).containsExactly("m0", "m1", "m2");
    }

    @Test
    void without_acknowledgements_a_broker_that_is_away_is_noticed_and_found_again() {
        Endpoint endpoint = proxied(Map.of("kafka-ack-level", "none"));
        assertThat(endpoint.send(KafkaRig.plain("before"), LONG).accepted()).isTrue();
        proxy.stop();

        await().atMost(LONG)
                .until(() -> endpoint.send(KafkaRig.plain("while"), LONG) instanceof Unreachable);
        proxy.restart();

        await().atMost(LONG).until(() -> endpoint.send(KafkaRig.plain("after"), LONG).accepted());
        var reader = rig.reader();
        await().atMost(LONG).until(() -> reader.bodies().contains("after"));
        assertThat(reader.bodies()).startsWith("before");
    }

    @Test
    void a_broker_that_is_away_costs_hardly_any_processor_time() {
        Endpoint endpoint = proxied(Map.of());
        assertThat(endpoint.send(KafkaRig.plain("m"), LONG).accepted()).isTrue();
        proxy.stop();
        long before = clientNanos();

        var result = endpoint.send(KafkaRig.plain("n"), LONG); // as long as the client tries

        assertThat(result).isInstanceOf(Unreachable.class);
        assertThat(Duration.ofNanos(clientNanos() - before)).isLessThan(Duration.ofMillis(700));
    }

    /** Returns the processor time of the clients' own threads. */
    private static long clientNanos() {
        var threads = ManagementFactory.getThreadMXBean();
        return Stream.of(threads.dumpAllThreads(false, false))
                .filter(thread -> thread.getThreadName().contains("carillon-"))
                .mapToLong(thread -> Math.max(0, threads.getThreadCpuTime(thread.getThreadId())))
                .sum();
    }

    @Test
    void a_record_of_an_abandoned_attempt_comes_before_the_next_of_its_object() {
        patiently(this::recordOfAnAbandonedAttempt);
    }

    private void recordOfAnAbandonedAttempt(KafkaRig patient) {
        Endpoint endpoint = patient.at(proxy.port(), Map.of());
        abandon(endpoint, patient);
        proxy.restart();
        proxy.cut(); // the client sends the record again over a new connection

        assertThat(endpoint.send(KafkaRig.about("k", "1"), LONG).accepted()).isTrue();
        assertThat(endpoint.send(KafkaRig.about("k", "2"), LONG).accepted()).isTrue();

        assertThat(patient.reader().bodies()).containsExactly("warm", "1", "1", "2");
    }

    @Test
    void another_producer_waits_for_the_record_of_an_abandoned_attempt() {
        patiently(this::anotherProducer);
    }

    private void anotherProducer(KafkaRig patient) {
        Endpoint endpoint = patient.at(proxy.port(), Map.of());
        Endpoint other = patient.open("DIRECT", Map.of());
        assertThat(other.send(KafkaRig.about("another", "x"), LONG).accepted()).isTrue();
        abandon(endpoint, patient);
        assertThat(other.send(KafkaRig.about("k", "1"), BRIEF)).isEqualTo(new TimedOut(BRIEF));
        assertThat(other.send(KafkaRig.about("another", "y"), LONG).accepted()).isTrue();

        assertThat(other.send(KafkaRig.about("k", "1"), LONG.multipliedBy(3)).accepted()).isTrue();

        await().atMost(LONG).until(() -> patient.provider.producers().late().size() == 0);
        proxy.restart();
        proxy.cut();
        assertThat(endpoint.send(KafkaRig.about("k", "2"), LONG).accepted()).isTrue();
        assertThat(patient.reader().bodies()).containsExactly("x", "warm", "y", "1", "2");
    }

    private void patiently(Consumer<KafkaRig> test) {
        try (var patient = new KafkaRig(kafka, PATIENT)) {
            test.accept(patient);
        }
    }

    /** Leaves a record of an object behind, which the broker does not get. */
    private void abandon(Endpoint endpoint, KafkaRig patient) {
        assertThat(endpoint.send(KafkaRig.about("warm", "warm"), LONG).accepted()).isTrue();
        proxy.swallow();
        assertThat(endpoint.send(KafkaRig.about("k", "1"), BRIEF)).isEqualTo(new TimedOut(BRIEF));
        await().atMost(LONG).until(() -> patient.provider.producers().late().size() == 1);
    }

    @Test
    void records_beyond_the_memory_wait_and_those_of_others_arrive_in_the_end() throws Exception {
        Endpoint endpoint = proxied(Map.of());
        String large = "x".repeat(1_000_000);
        List<CompletableFuture<AttemptResult>> results =
                IntStream.range(0, 40)
                        .mapToObj(i ->
                                CompletableFuture.supplyAsync(
                                        () ->
                                                endpoint.send(
                                                        KafkaRig.about("k" + i, large),
                                                        Duration.ofSeconds(30)),
                                        Thread::startVirtualThread))
                        .toList();
        for (var result : results) {
            assertThat(result.get()).matches(one -> one.accepted() || one instanceof TimedOut);
        }
        long stored = results.stream().filter(one -> one.join().accepted()).count();
        assertThat(rig.reader().bodies()).hasSizeGreaterThanOrEqualTo((int) stored);
        assertThat(stored).isGreaterThan(0);
    }

    @Test
    void closing_many_producers_that_wait_for_their_brokers_takes_hardly_any_time() {
        var patience = new Patience(Duration.ofSeconds(30), Duration.ofMinutes(5));
        try (var many = new KafkaRig(kafka, patience)) {
            for (int i = 0; i < 4; i++) {
                Endpoint endpoint =
                        many.at(proxy.port(), Map.of("kafka-brokers", "127.0.0.1:" + (i + 1)));
                assertThat(endpoint.send(KafkaRig.plain("m" + i), LONG).accepted()).isTrue();
                proxy.swallow();
                assertThat(endpoint.send(KafkaRig.plain("n"), BRIEF).accepted()).isFalse();
                proxy.restart();
            }
            long start = System.nanoTime();
            many.provider.close();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void an_attempt_after_the_end_of_the_provider_makes_no_producer() {
        Endpoint endpoint = proxied(Map.of());
        rig.provider.close();

        assertThat(endpoint.send(KafkaRig.plain("m"), LONG))
                .isEqualTo(new Unreachable("the endpoint was closed"));
        assertThat(rig.provider.producers().connections()).isEmpty();
    }

    private Endpoint proxied(Map<String, String> options) {
        return rig.at(proxy.port(), options);
    }
}
