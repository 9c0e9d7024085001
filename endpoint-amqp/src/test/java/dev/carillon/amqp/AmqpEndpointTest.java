package dev.carillon.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.GetResponse;

import dev.carillon.amqp.FrameProxy.Reaction;
import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Accepted;
import dev.carillon.delivery.AttemptResult.Refused;
import dev.carillon.delivery.AttemptResult.TimedOut;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.delivery.RefusalReason.Scope;
import dev.carillon.delivery.RefusalReason.Stated;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.format.Message;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** What is particular to AMQP, against a Qpid broker whose answers a proxy changes. */
@ExtendWith(OneBroker.class)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AmqpEndpointTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration FAIR = Duration.ofSeconds(2);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String QUEUE = "inbox";

    private final QpidBroker broker;
    private final Inbox inbox;
    private final AmqpEndpointProvider provider = Endpoints.provider();
    private FrameProxy proxy;

    AmqpEndpointTest(QpidBroker broker, Inbox inbox) {
        this.broker = broker;
        this.inbox = inbox;
    }

    @BeforeEach
    void open() throws Exception {
        inbox.exchange("events").queue(QUEUE, "events", "topic");
        proxy = FrameProxy.before(broker.port());
    }

    @AfterEach
    void close() {
        provider.close();
        proxy.close();
    }

    @Test
    void a_message_carries_its_facts() throws Exception {
        var message =
                new Message(
                                "application/json",
                                Map.of("webhook-id", "id.rule", "x-long", "v".repeat(5_000)),
                                "{}".getBytes(StandardCharsets.UTF_8))
                        .asCloudEvent(Map.of("specversion", "1.0", "subject", "ö/ü"));

        assertThat(endpoint().send(message, LONG)).isInstanceOf(Accepted.class);

        var got = inbox.messages(QUEUE).getFirst();
        BasicProperties properties = got.getProps();
        assertThat(got.getEnvelope().getRoutingKey()).isEqualTo("topic");
        assertThat(properties.getContentType()).isEqualTo("application/json");
        assertThat(properties.getDeliveryMode()).isEqualTo(2);
        assertThat(properties.getMessageId()).isEqualTo("id.rule");
        assertThat(properties.getTimestamp()).isNotNull();
        assertThat(text(properties.getHeaders()))
                .containsEntry("webhook-id", "id.rule")
                .containsEntry("x-long", "v".repeat(5_000))
                .containsEntry("cloudEvents_specversion", "1.0")
                .containsEntry("cloudEvents_subject", "ö/ü")
                .doesNotContainKey(Envelope.NUMBER);
    }

    @Test
    void an_id_that_is_too_long_is_replaced_by_its_digest() throws Exception {
        var message = new Message("text/plain", Map.of("webhook-id", "i".repeat(256)), new byte[0]);

        endpoint().send(message, LONG);
        endpoint().send(message, LONG);

        var ids = inbox.messages(QUEUE).stream().map(one -> one.getProps().getMessageId()).toList();
        assertThat(ids).hasSize(2).allMatch(id -> id.matches("[0-9a-f]{64}"));
        assertThat(Set.copyOf(ids)).hasSize(1);
    }

    @Test
    void routable_is_not_delivered_while_no_queue_is_bound() throws Exception {
        proxy.obey(AmqpEndpointTest::asRabbitMq);
        Endpoint routable = endpoint("amqp-ack-level", "routable");
        inbox.withoutQueue(QUEUE);

        assertRefused(
                routable.send(message("lost"), LONG),
                Scope.DELIVERY,
                "returned: no queue is bound to exchange 'events' for routing key 'topic'");
        inbox.queue(QUEUE, "events", "topic");
        assertThat(routable.send(message("found"), LONG)).isInstanceOf(Accepted.class);

        assertThat(inbox.bodies(QUEUE)).containsExactly("found");
    }

    @Test
    void a_broker_that_refuses_what_it_returns_is_understood_too() throws Exception {
        inbox.withoutQueue(QUEUE);

        assertRefused(
                endpoint("amqp-ack-level", "routable").send(message("lost"), LONG),
                Scope.DELIVERY,
                "");
    }

    @Test
    void each_of_many_routable_messages_is_judged_by_itself() throws Exception {
        Endpoint routable = endpoint("amqp-ack-level", "routable");
        Endpoint other =
                provider.open(
                        Endpoints.target(url(), "amqp-ack-level", "routable")
                                .of(Optional.of("unbound")));
        List<AttemptResult> results =
                sent(100, i -> (i % 2 == 0 ? routable : other).send(message("m" + i), LONG));

        for (int i = 0; i < 100; i++) {
            assertThat(results.get(i).accepted()).isEqualTo(i % 2 == 0);
        }
        assertThat(inbox.bodies(QUEUE)).hasSize(50);
    }

    @Test
    void broker_level_counts_a_message_that_no_queue_took() throws Exception {
        inbox.withoutQueue(QUEUE);

        assertThat(endpoint().send(message("m"), LONG)).isInstanceOf(Accepted.class);
    }

    @Test
    void level_none_waits_for_no_confirmation() throws Exception {
        proxy.obey(frame -> frame.confirms() ? Reaction.SWALLOW : Reaction.PASS);

        assertThat(endpoint("amqp-ack-level", "none").send(message("m"), LONG))
                .isInstanceOf(Accepted.class);

        Awaitility.await().atMost(LONG).until(() -> inbox.bodies(QUEUE).size() == 1);
        proxy.stop();
        assertThat(endpoint("amqp-ack-level", "none").send(message("n"), LONG))
                .isInstanceOf(Unreachable.class);
    }

    @Test
    void a_nack_is_a_refusal_of_this_delivery() {
        proxy.obey(frame -> frame.confirms() ? Reaction.NEGATE : Reaction.PASS);

        assertRefused(endpoint().send(message("m"), LONG), Scope.DELIVERY, "nack");
    }

    @Test
    void nothing_is_accepted_that_the_broker_did_not_confirm() throws Exception {
        Endpoint endpoint = endpoint();
        assertThat(endpoint.send(message("warm"), LONG)).isInstanceOf(Accepted.class);
        var frames = new AtomicInteger(1); // the first is passed on
        var confirmed = new AtomicInteger();
        proxy.obey(frame -> {
            if (!frame.confirms()) {
                return Reaction.PASS;
            }
            return switch (frames.incrementAndGet() % 4) {
                case 0 -> Reaction.SWALLOW;
                case 1 -> Reaction.NEGATE;
                default -> {
                    confirmed.addAndGet(frame.multiple() ? 1_000 : 1);
                    yield Reaction.PASS;
                }
            };
        });
        List<AttemptResult> results = sent(40, i -> endpoint.send(message("m" + i), FAIR));

        long accepted = results.stream().filter(AttemptResult::accepted).count();
        assertThat(accepted).isPositive().isLessThanOrEqualTo(confirmed.get());
        assertThat(results).anyMatch(result -> !result.accepted());
        assertThat(inbox.bodies(QUEUE)).hasSizeGreaterThanOrEqualTo((int) accepted);
    }

    @Test
    void a_connection_that_breaks_ends_every_attempt_and_the_next_connects_again()
            throws Exception {
        var frames = new AtomicInteger();
        Endpoint endpoint = endpoint();
        assertThat(endpoint.send(message("warm"), LONG)).isInstanceOf(Accepted.class);
        proxy.obey(frame ->
                frame.confirms() && frames.incrementAndGet() == 1 ? Reaction.CUT : Reaction.PASS);
        List<AttemptResult> results = sent(50, i -> endpoint.send(message("m" + i), LONG));

        assertThat(results).allMatch(one -> one instanceof Accepted || one instanceof Unreachable);
        assertThat(results).anyMatch(Unreachable.class::isInstance);
        assertThat(endpoint.send(message("later"), LONG)).isInstanceOf(Accepted.class);
        List<String> arrived = inbox.bodies(QUEUE);
        for (int i = 0; i < 50; i++) {
            if (results.get(i).accepted()) {
                assertThat(arrived).contains("m" + i);
            }
        }
    }

    @Test
    void a_blocked_connection_is_slow_and_neither_reconnects_nor_piles_up() throws Exception {
        Endpoint endpoint = endpoint();
        assertThat(endpoint.send(message("before"), LONG)).isInstanceOf(Accepted.class);
        proxy.block("low on memory");
        Broker shared = provider.brokers().all().getFirst();
        Awaitility.await().atMost(LONG).until(shared::blocked);

        List<AttemptResult> results = sent(30, i -> endpoint.send(message("late"), SHORT));
        assertThat(results).containsOnly(new TimedOut(SHORT));
        assertThat(proxy.connections()).isEqualTo(1);
        assertThat(inbox.bodies(QUEUE)).containsExactly("before");

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var patient = threads.submit(() -> endpoint.send(message("after"), LONG));
            proxy.unblock();
            assertThat(patient.get()).isInstanceOf(Accepted.class);
        }
        assertThat(inbox.bodies(QUEUE)).containsExactly("before", "after");
    }

    @Test
    void an_exchange_that_is_missing_is_named_and_found_when_it_is_made() throws Exception {
        String name = "late-" + System.nanoTime();
        Endpoint endpoint = endpoint("amqp-exchange", name);

        assertRefused(endpoint.send(message("m"), LONG), Scope.ENDPOINT, name);
        inbox.exchange(name);

        assertThat(endpoint.send(message("m"), LONG)).isInstanceOf(Accepted.class);
    }

    @Test
    void an_exchange_of_any_type_will_do() throws Exception {
        for (var type : List.of(BuiltinExchangeType.FANOUT, BuiltinExchangeType.DIRECT)) {
            String name = "of-type-" + type.getType();
            inbox.exchange(name, type).queue(QUEUE, name, "topic");

            assertThat(endpoint("amqp-exchange", name).send(message("m"), LONG))
                    .isInstanceOf(Accepted.class);
            assertThat(inbox.bodies(QUEUE)).containsExactly("m");
        }
    }

    @Test
    void a_wrong_password_and_an_unknown_vhost_are_refusals_of_the_endpoint() {
        assertRefused(
                endpoint("user-name", "guest", "password", "wr0ng").send(message("m"), LONG),
                Scope.ENDPOINT,
                "login");
        Endpoint elsewhere = provider.open(Endpoints.target(url() + "/no%20such"));
        assertRefused(elsewhere.send(message("m"), LONG), Scope.ENDPOINT, "no such");
    }

    @Test
    void users_and_vhosts_are_decoded() throws Exception {
        try (Inbox other = Inbox.at(broker.port(), "other")) {
            other.exchange("events").queue(QUEUE, "events", "topic");
            String user = "o%3Add%2Fu%40ser:p%25%3As%40%2F%3F@";
            String address = "amqp://" + user + "127.0.0.1:" + proxy.port() + "/%6fther";

            assertThat(provider.open(Endpoints.target(address)).send(message("m"), LONG))
                    .isInstanceOf(Accepted.class);
            assertThat(other.bodies(QUEUE)).containsExactly("m");
        }
    }

    @Test
    void endpoints_share_a_connection_only_with_the_same_login() {
        Endpoint first = endpoint();
        Endpoint second = endpoint("amqp-ack-level", "routable");
        first.send(message("m"), LONG);
        second.send(message("m"), LONG);
        assertThat(proxy.connections()).isEqualTo(1);

        Endpoint reader = endpoint("user-name", "reader", "password", "readers");
        assertThat(reader.send(message("m"), LONG)).isInstanceOf(Accepted.class);
        assertThat(proxy.connections()).isEqualTo(2);

        Endpoint wrong = endpoint("user-name", "guest", "password", "other");
        assertThat(wrong.send(message("m"), LONG).accepted()).isFalse();
    }

    @Test
    void the_last_endpoint_closes_the_connection() {
        Endpoint first = endpoint();
        Endpoint second = endpoint();
        first.send(message("m"), LONG);
        second.send(message("m"), LONG);

        first.close();
        assertThat(second.send(message("m"), LONG)).isInstanceOf(Accepted.class);
        assertThat(proxy.connections()).isEqualTo(1);
        second.close();

        Awaitility.await().atMost(LONG).until(() -> proxy.connections() == 0);
        assertThat(provider.brokers().all()).isEmpty();
    }

    @Test
    void an_idle_connection_is_closed_and_opened_again() {
        Endpoint endpoint = endpoint();
        endpoint.send(message("m"), LONG);
        Broker shared = provider.brokers().all().getFirst();

        shared.closeIdle(Duration.ofHours(1));
        assertThat(shared.connected()).isTrue();
        shared.closeIdle(Duration.ZERO);

        assertThat(shared.connected()).isFalse();
        Awaitility.await().atMost(LONG).until(() -> proxy.connections() == 0);
        assertThat(endpoint.send(message("n"), LONG)).isInstanceOf(Accepted.class);
    }

    @Test
    void a_message_that_amqp_cannot_carry_is_refused_for_good_and_harms_no_other() {
        Endpoint endpoint = endpoint();
        var unfit = new Message("c".repeat(300), Map.of(), new byte[0]);

        assertThat(endpoint.send(unfit, LONG))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused ->
                                assertThat(((Stated) refused.reason()).scope())
                                        .isEqualTo(Scope.MESSAGE));
        Awaitility.await().atMost(LONG).until(() -> endpoint.send(message("m"), LONG).accepted());
    }

    @Test
    void a_user_who_may_not_write_is_refused_in_words() throws Exception {
        inbox.exchange(QpidBroker.READ_ONLY);

        assertRefused(
                endpoint("amqp-exchange", QpidBroker.READ_ONLY).send(message("m"), LONG),
                Scope.ENDPOINT,
                "403");
        assertThat(endpoint().send(message("m"), LONG)).isInstanceOf(Accepted.class);
    }

    @Test
    void messages_of_a_mebibyte_arrive_byte_for_byte() throws Exception {
        Endpoint endpoint = endpoint("amqp-ack-level", "routable");
        List<byte[]> bodies = IntStream.range(0, 8).mapToObj(i -> noise(i, 1 << 20)).toList();

        List<AttemptResult> results =
                sent(
                        bodies.size(),
                        i -> endpoint.send(new Message("a/b", Map.of(), bodies.get(i)), LONG));

        assertThat(results).allMatch(AttemptResult::accepted);
        assertThat(inbox.messages(QUEUE).stream().map(GetResponse::getBody))
                .containsExactlyInAnyOrderElementsOf(bodies);
    }

    @Test
    void a_message_larger_than_the_broker_takes_is_refused_for_good_and_blocks_nothing()
            throws Exception {
        Endpoint endpoint = endpoint();
        var large = new Message("a/b", Map.of(), new byte[QpidBroker.LARGEST_MESSAGE + 1]);

        assertRefused(
                endpoint.send(large, LONG),
                Scope.MESSAGE,
                "greater than allowed maximum of " + QpidBroker.LARGEST_MESSAGE);
        Awaitility.await().atMost(LONG).until(() -> endpoint.send(message("m"), LONG).accepted());
        assertThat(inbox.bodies(QUEUE)).containsExactly("m");
    }

    private static byte[] noise(long seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /**
     * Lets Qpid, which refuses a message that it returns, behave as RabbitMQ: it returns the
     * message and confirms it then.
     */
    static Reaction asRabbitMq(FrameProxy.Frame frame) {
        return frame.refuses() ? Reaction.NEGATE_LATER : Reaction.PASS;
    }

    private String url() {
        return "amqp://127.0.0.1:" + proxy.port();
    }

    private Endpoint endpoint(String... options) {
        return provider.open(Endpoints.target(url(), options));
    }

    private static List<AttemptResult> sent(int count, Sending sending) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<AttemptResult>> sends =
                    IntStream.range(0, count)
                            .<Callable<AttemptResult>>mapToObj(i -> () -> sending.of(i))
                            .toList();
            var results = new ArrayList<AttemptResult>();
            for (Future<AttemptResult> result : threads.invokeAll(sends)) {
                results.add(result.get());
            }
            return results;
        }
    }

    private static void assertRefused(AttemptResult result, Scope scope, String words) {
        assertThat(result).isInstanceOf(Refused.class);
        assertThat(((Refused) result).reason())
                .isInstanceOfSatisfying(
                        Stated.class,
                        stated -> {
                            assertThat(stated.scope()).isEqualTo(scope);
                            assertThat(stated.words()).contains(words);
                        });
    }

    private static Map<String, String> text(Map<String, Object> headers) {
        var text = new TreeMap<String, String>();
        headers.forEach((name, value) -> text.put(name, value.toString()));
        return text;
    }

    private static Message message(String body) {
        return new Message("text/plain", Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    @FunctionalInterface
    private interface Sending {
        AttemptResult of(int number);
    }
}
