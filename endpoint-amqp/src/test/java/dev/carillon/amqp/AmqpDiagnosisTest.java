package dev.carillon.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.amqp.FrameProxy.Reaction;
import dev.carillon.endpoint.Diagnosis;
import dev.carillon.endpoint.Diagnosis.Step;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.format.Message;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a test of an endpoint finds, for each step at which it can fail. */
@ExtendWith(OneBroker.class)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AmqpDiagnosisTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Message MESSAGE = new Message("text/plain", Map.of(), new byte[1]);

    private final QpidBroker broker;
    private final Inbox inbox;
    private final AmqpEndpointProvider provider = Endpoints.provider();
    private FrameProxy proxy;

    AmqpDiagnosisTest(QpidBroker broker, Inbox inbox) {
        this.broker = broker;
        this.inbox = inbox;
    }

    @BeforeEach
    void open() throws Exception {
        inbox.exchange("events");
        proxy = FrameProxy.before(broker.port());
    }

    @AfterEach
    void close() {
        provider.close();
        proxy.close();
    }

    @Test
    void every_step_of_a_good_endpoint_is_shown() {
        Diagnosis good = diagnosis(url(""));

        assertThat(good.ok()).isTrue();
        assertThat(good.steps().stream().map(Step::name))
                .containsExactly(
                        "name",
                        "guard",
                        "connect",
                        "authentication",
                        "vhost",
                        "exchange",
                        "publish",
                        "confirm");
        assertThat(good.steps()).allMatch(Step::ok);
    }

    @Test
    void a_name_that_does_not_resolve() {
        assertFailed(diagnosis("amqp://no-such-host.invalid"), "name", "does not resolve");
    }

    @Test
    void an_address_that_is_not_allowed() {
        try (var strict = Endpoints.provider(false);
                Endpoint endpoint = strict.open(Endpoints.target(url("")))) {
            assertFailed(endpoint.diagnose(MESSAGE, LONG), "guard", "--allow-targets");
        }
    }

    @Test
    void a_port_where_nothing_listens() throws Exception {
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        assertFailed(diagnosis("amqp://127.0.0.1:" + free), "connect", "connection refused");
    }

    @Test
    void a_port_that_does_not_speak_tls() {
        assertFailed(
                diagnosis(url("").replace("amqp://", "amqps://")), "tls", "does not speak TLS");
    }

    @Test
    void a_wrong_password() {
        Diagnosis bad = diagnosis(url("").replace("://", "://guest:wr0ng@"));

        assertFailed(bad, "authentication", "login");
        assertThat(bad.toString()).doesNotContain("wr0ng");
    }

    @Test
    void a_virtual_host_that_is_not_there() {
        assertFailed(diagnosis(url("/nowhere")), "vhost", "nowhere");
    }

    @Test
    void an_exchange_that_is_not_there() {
        assertFailed(diagnosis(url(""), "amqp-exchange", "no-such"), "exchange", "no-such");
    }

    @Test
    void a_user_who_may_not_write() throws Exception {
        inbox.exchange(QpidBroker.READ_ONLY);

        assertFailed(diagnosis(url(""), "amqp-exchange", QpidBroker.READ_ONLY), "publish", "403");
    }

    @Test
    void a_message_that_no_queue_takes() {
        proxy.obey(AmqpEndpointTest::asRabbitMq);
        assertFailed(
                diagnosis(url(""), "amqp-exchange", "amq.fanout", "amqp-ack-level", "routable"),
                "confirm",
                "no queue is bound");
    }

    @Test
    void a_broker_that_confirms_nothing() {
        proxy.obey(frame -> frame.confirms() ? Reaction.SWALLOW : Reaction.PASS);

        try (Endpoint endpoint = provider.open(Endpoints.target(url("")))) {
            Diagnosis bad = endpoint.diagnose(MESSAGE, Duration.ofSeconds(3));
            assertFailed(bad, "confirm", "3000 ms");
            assertThat(bad.advice()).contains("did not confirm");
        }
    }

    @Test
    void level_none_is_tested_with_a_confirmation() {
        proxy.obey(frame -> frame.confirms() ? Reaction.NEGATE : Reaction.PASS);

        assertFailed(diagnosis(url(""), "amqp-ack-level", "none"), "confirm", "nack");
    }

    @Test
    void a_broker_that_says_nothing() {
        proxy.obey(_ -> Reaction.SWALLOW);

        try (Endpoint endpoint = provider.open(Endpoints.target(url("")))) {
            Diagnosis bad = endpoint.diagnose(MESSAGE, Duration.ofSeconds(1));
            assertFailed(bad, "authentication", "");
            assertThat(bad.advice()).contains("AMQP 0-9-1");
        }
    }

    private static void assertFailed(Diagnosis diagnosis, String step, String words) {
        assertThat(diagnosis.ok()).isFalse();
        assertThat(diagnosis.failed()).isPresent();
        Step failed = diagnosis.failed().orElseThrow();
        assertThat(failed.name()).isEqualTo(step);
        assertThat(failed.detail()).contains(words);
        List<Step> before = diagnosis.steps().subList(0, diagnosis.steps().size() - 1);
        assertThat(before).allMatch(Step::ok);
    }

    private String url(String vhost) {
        return "amqp://127.0.0.1:" + proxy.port() + vhost;
    }

    private Diagnosis diagnosis(String address, String... options) {
        try (Endpoint endpoint = provider.open(Endpoints.target(address, options))) {
            return endpoint.diagnose(MESSAGE, LONG);
        }
    }
}
