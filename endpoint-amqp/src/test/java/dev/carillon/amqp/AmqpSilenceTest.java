package dev.carillon.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Accepted;
import dev.carillon.delivery.AttemptResult.TimedOut;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.endpoint.Diagnosis;
import dev.carillon.endpoint.Diagnosis.Step;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.format.Message;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** A broker that takes connections and then reads nothing and says nothing. */
@ExtendWith(OneBroker.class)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AmqpSilenceTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration LIMIT = Duration.ofMillis(500);
    private static final Duration FAIR = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MANY = 60;
    private static final String QUEUE = "inbox";

    private final QpidBroker broker;
    private final Inbox inbox;
    private final AmqpEndpointProvider provider = Endpoints.provider();
    private FrameProxy proxy;
    private ServerSocket silent;

    AmqpSilenceTest(QpidBroker broker, Inbox inbox) {
        this.broker = broker;
        this.inbox = inbox;
    }

    @BeforeEach
    void open() throws Exception {
        inbox.exchange("events").queue(QUEUE, "events", "topic");
        proxy = FrameProxy.before(broker.port());
        silent = new ServerSocket(0, 100, InetAddress.getLoopbackAddress()); // and never accepts
    }

    @AfterEach
    void close() throws Exception {
        proxy.close();
        silent.close();
        provider.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"amqp", "amqps"})
    void attempts_end_with_their_limit_and_disturb_no_other_topic(String scheme) throws Exception {
        Endpoint mute = provider.open(Endpoints.target(address(scheme, silent.getLocalPort())));
        Endpoint good = provider.open(Endpoints.target(address("amqp", broker.port())));
        List<CompletableFuture<AttemptResult>> hanging =
                IntStream.range(0, MANY).mapToObj(_ -> sent(mute, small(), LIMIT)).toList();
        for (int i = 0; i < MANY; i++) {
            assertThat(good.send(small(), LONG)).isInstanceOf(Accepted.class);
        }
        for (var one : hanging) {
            assertThat(one.get()).isEqualTo(new TimedOut(LIMIT));
        }
        assertThat(inbox.messages(QUEUE)).hasSize(MANY);
    }

    @ParameterizedTest
    @CsvSource({"amqp, authentication", "amqps, tls"})
    void a_diagnosis_ends_with_its_limit_and_names_the_step(String scheme, String step) {
        try (Endpoint mute =
                provider.open(Endpoints.target(address(scheme, silent.getLocalPort())))) {
            Diagnosis diagnosis = mute.diagnose(small(), FAIR);

            assertThat(diagnosis.failed()).map(Step::name).contains(step);
        }
    }

    @Test
    void a_broker_that_stops_reading_is_slow_and_the_next_attempts_arrive_when_it_reads_again()
            throws Exception {
        Endpoint deaf = provider.open(Endpoints.target(address("amqp", proxy.port())));
        Endpoint good = provider.open(Endpoints.target(address("amqp", broker.port())));
        assertThat(deaf.send(small(), LONG)).isInstanceOf(Accepted.class);
        proxy.deafen();
        List<CompletableFuture<AttemptResult>> hanging =
                IntStream.range(0, 20).mapToObj(_ -> sent(deaf, large(), LIMIT)).toList();

        for (var one : hanging) {
            assertThat(one.get()).isEqualTo(new TimedOut(LIMIT));
        }
        assertThat(good.send(small(), LONG)).isInstanceOf(Accepted.class);
        proxy.hear();
        Awaitility.await().atMost(LONG).until(() -> deaf.send(small(), LONG).accepted());
    }

    @Test
    void an_endpoint_whose_broker_reads_nothing_closes_without_waiting_for_it() throws Exception {
        Endpoint deaf = provider.open(Endpoints.target(address("amqp", proxy.port())));
        assertThat(deaf.send(small(), LONG)).isInstanceOf(Accepted.class);
        proxy.deafen();
        List<CompletableFuture<AttemptResult>> hanging =
                IntStream.range(0, 20).mapToObj(_ -> sent(deaf, large(), LONG)).toList();

        long start = System.nanoTime();
        deaf.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG.dividedBy(2));
        for (var one : hanging) {
            assertThat(one.get()).isInstanceOf(Unreachable.class);
        }
        proxy.hear();
        Awaitility.await().atMost(LONG).until(() -> proxy.connections() == 0);
    }

    private static String address(String scheme, int port) {
        return scheme + "://127.0.0.1:" + port;
    }

    /** Returns what becomes of an attempt; exceptional if it takes far longer than it may. */
    private static CompletableFuture<AttemptResult> sent(
            Endpoint endpoint, Message message, Duration limit) {
        return CompletableFuture.supplyAsync(
                        () -> endpoint.send(message, limit), Thread::startVirtualThread)
                .orTimeout(limit.plus(PATIENCE).toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Message small() {
        return new Message("text/plain", Map.of(), new byte[1]);
    }

    private static Message large() {
        return new Message("text/plain", Map.of(), new byte[1 << 20]);
    }
}
