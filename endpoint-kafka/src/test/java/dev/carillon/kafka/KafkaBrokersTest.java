package dev.carillon.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.TimedOut;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.endpoint.Diagnosis.Step;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.kafka.SharedKafka.Cluster;
import dev.carillon.rule.Target;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Which brokers are connected to, and what is said of those that are not. */
@ExtendWith(SharedKafka.class)
class KafkaBrokersTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    private final LocalKafka kafka;
    private final KafkaRig rig;

    KafkaBrokersTest(Cluster cluster) {
        kafka = cluster.kafka();
        rig = new KafkaRig(kafka, KafkaRig.SHORT);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void an_advertised_address_that_is_refused_gets_no_record() {
        Endpoint endpoint = rig.open("ELSEWHERE", Map.of());

        assertThat(endpoint.send(KafkaRig.plain("m"), LONG))
                .asInstanceOf(type(Unreachable.class))
                .extracting(Unreachable::cause)
                .asString()
                .contains("a broker advertises 10.9.8.7", "--allow-targets 10.9.8.7");
        assertThat(endpoint.diagnose(KafkaRig.plain("m"), LONG).failed())
                .map(Step::name)
                .contains("advertised");
        assertThat(rig.reader().bodies()).isEmpty();
    }

    @Test
    void brokers_that_are_away_are_named() {
        int port = LocalKafka.freePort();

        assertThat(rig.at(port, Map.of()).send(KafkaRig.plain("m"), LONG))
                .isEqualTo(new Unreachable("connection refused (127.0.0.1:" + port + ")"));
        assertThat(rig.at(port, Map.of()).diagnose(KafkaRig.plain("m"), LONG).failed())
                .map(Step::name)
                .contains("connect");
    }

    @Test
    void a_broker_that_reads_and_says_nothing_is_a_time_out_and_disturbs_no_other_topic()
            throws Exception {
        var limit = Duration.ofMillis(500);
        // it never accepts, so the system does
        try (var silent = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
            Endpoint mute = rig.at(silent.getLocalPort(), Map.of());
            List<CompletableFuture<AttemptResult>> hanging =
                    IntStream.range(0, 30)
                            .mapToObj(_ ->
                                    CompletableFuture.supplyAsync(
                                                    () -> mute.send(KafkaRig.plain("m"), limit),
                                                    Thread::startVirtualThread)
                                            .orTimeout(LONG.toMillis(), TimeUnit.MILLISECONDS))
                            .toList();
            Endpoint good = rig.open("DIRECT", Map.of());

            assertThat(good.send(KafkaRig.plain("good"), LONG).accepted()).isTrue();
            for (var one : hanging) {
                assertThat(one.get()).isEqualTo(new TimedOut(limit));
            }
            assertThat(mute.diagnose(KafkaRig.plain("m"), Duration.ofSeconds(3)).failed())
                    .map(Step::name)
                    .contains("authentication");
            assertThat(rig.reader().bodies()).containsExactly("good");
        }
    }

    @Test
    void one_broker_of_several_is_enough() {
        String brokers = "127.0.0.1:" + LocalKafka.freePort() + "," + kafka.direct();

        var endpoint = rig.at(LocalKafka.freePort(), Map.of("kafka-brokers", brokers));

        assertThat(endpoint.send(KafkaRig.plain("m"), LONG).accepted()).isTrue();
    }

    @Test
    void a_broker_whose_name_does_not_resolve_is_left_out() {
        var endpoint = rig.open("DIRECT", Map.of("kafka-brokers", "no-such-host.invalid:9092"));

        assertThat(endpoint.send(KafkaRig.plain("m"), LONG).accepted()).isTrue();
        var diagnosis = endpoint.diagnose(KafkaRig.plain("n"), LONG);
        assertThat(diagnosis.ok()).isTrue();
        assertThat(diagnosis.steps().getFirst().detail())
                .contains("127.0.0.1 is 127.0.0.1", "no-such-host.invalid is left out");
    }

    @Test
    void brokers_none_of_whose_names_resolves_are_named() {
        var target =
                new Target("kafka://no-such-host.invalid", Map.of()).of(Optional.of(rig.topic));
        Endpoint endpoint = rig.provider.open(target);

        assertThat(endpoint.send(KafkaRig.plain("m"), LONG))
                .asInstanceOf(type(Unreachable.class))
                .extracting(Unreachable::cause)
                .asString()
                .contains("no-such-host.invalid");
        assertThat(endpoint.diagnose(KafkaRig.plain("m"), LONG).failed())
                .map(Step::name)
                .contains("name");
    }

    @Test
    void one_refused_broker_of_several_refuses_all() {
        var endpoint = rig.open("DIRECT", Map.of("kafka-brokers", "10.9.8.7"));

        assertThat(endpoint.send(KafkaRig.plain("m"), LONG))
                .asInstanceOf(type(Unreachable.class))
                .extracting(Unreachable::cause)
                .asString()
                .contains("--allow-targets 10.9.8.7");
        assertThat(rig.reader().bodies()).isEmpty();
    }
}
