package dev.carillon.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.endpoint.AddressGuard;
import dev.carillon.endpoint.Cidr;
import dev.carillon.endpoint.Diagnosis.Step;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.kafka.SharedKafka.Cluster;

import org.apache.kafka.common.Node;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;

/** A cluster that names a node at an address that is not allowed. */
@ExtendWith(SharedKafka.class)
class KafkaStrangeNodeTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String STRANGE = "127.0.0.2";

    private final LocalKafka kafka;
    private final KafkaProxy proxy;
    private final KafkaRig rig;
    private final KafkaEndpointProvider provider =
            KafkaRig.provider(
                    new AddressGuard(Cidr.parseAll("127.0.0.1/32"), false), KafkaRig.SHORT);
    private ServerSocket strange;

    KafkaStrangeNodeTest(Cluster cluster) {
        kafka = cluster.kafka();
        proxy = cluster.proxy();
        proxy.restart();
        rig = new KafkaRig(kafka, KafkaRig.SHORT);
    }

    @BeforeEach
    void listen() throws Exception {
        strange = new ServerSocket(0, 10, InetAddress.getByName(STRANGE));
        strange.setSoTimeout(1); // what connected before is accepted at once
    }

    @AfterEach
    void close() throws Exception {
        provider.close();
        rig.close();
        strange.close();
        proxy.restart();
    }

    @Test
    void it_gets_no_connection_although_it_has_no_partition_of_the_topic() {
        proxy.announce(node());
        Endpoint endpoint = open(rig);

        assertRefused(endpoint.send(KafkaRig.plain("m"), LONG));
        assertThat(endpoint.diagnose(KafkaRig.plain("m"), LONG).failed())
                .map(Step::name)
                .contains("advertised");
        assertThatThrownBy(strange::accept).isInstanceOf(SocketTimeoutException.class);
        assertThat(rig.reader().bodies()).isEmpty();
    }

    @Test
    void records_go_on_when_it_joins_later_without_a_partition_of_their_topic() {
        Endpoint endpoint = open(rig);
        assertThat(endpoint.send(KafkaRig.plain("before"), LONG).accepted()).isTrue();
        proxy.announce(node());

        try (var second = new KafkaRig(kafka, KafkaRig.SHORT)) {
            // a topic that the client does not know yet makes it ask the cluster again
            assertThat(open(second).send(KafkaRig.plain("m"), LONG).accepted()).isTrue();
        }
        assertThat(endpoint.send(KafkaRig.plain("after"), LONG).accepted()).isTrue();
        assertThat(rig.reader().bodies()).containsExactly("before", "after");
    }

    @Test
    void it_gets_no_record_when_it_joins_later_with_the_partition_of_a_topic() {
        Endpoint endpoint = open(rig);
        assertThat(endpoint.send(KafkaRig.plain("before"), LONG).accepted()).isTrue();
        proxy.moveTo(node());

        try (var second = new KafkaRig(kafka, KafkaRig.SHORT)) {
            assertRefused(open(second).send(KafkaRig.plain("m"), LONG));
            assertThat(second.reader().bodies()).isEmpty();
        }
        assertThat(rig.reader().bodies()).containsExactly("before");
    }

    private Node node() {
        return new Node(2, STRANGE, strange.getLocalPort());
    }

    private Endpoint open(KafkaRig topic) {
        return provider.open(topic.target(proxy.port(), Map.of()));
    }

    private static void assertRefused(AttemptResult result) {
        assertThat(result)
                .asInstanceOf(type(Unreachable.class))
                .extracting(Unreachable::cause)
                .asString()
                .contains("a broker advertises " + STRANGE, "--allow-targets " + STRANGE);
    }
}
