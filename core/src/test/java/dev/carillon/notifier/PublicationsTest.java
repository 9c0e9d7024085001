package dev.carillon.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.endpoint.AddressGuard;
import dev.carillon.endpoint.HttpEndpointProvider;
import dev.carillon.engine.DeliveryEngine;
import dev.carillon.engine.EngineRuntime;
import dev.carillon.engine.EngineSettings;
import dev.carillon.format.Dialects;
import dev.carillon.format.UnreadableMessageException;
import dev.carillon.journal.Audit;
import dev.carillon.notifier.Publications.Outcome;
import dev.carillon.registry.KeptTopic;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.Recipient.Subscription;
import dev.carillon.rule.SubscriptionAttributes;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;
import dev.carillon.stats.Stats;
import dev.carillon.testkit.MemoryState;
import dev.carillon.testkit.Received;
import dev.carillon.testkit.RecordingReceiver;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Published events through the real engine to a real receiver. */
class PublicationsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Map<String, String> HEADERS =
            Map.of(
                    "Content-Type", "application/json; charset=UTF-8",
                    "X-Bz-Event-Notification-Signature", "v1=abcd",
                    "User-Agent", "B2/EventNotifications",
                    "Host", "broker");

    private final MemoryState state = MemoryState.create();
    private final RecordingReceiver receiver = RecordingReceiver.start();
    private DeliveryEngine engine = open();

    @BeforeEach
    void begin() {
        engine.start();
    }

    @AfterEach
    void close() {
        engine.close();
        receiver.close();
        assertThat(Audit.of(state).findings().words()).isEmpty();
    }

    @Test
    void each_dialect_gets_the_publishers_bytes() throws Exception {
        subscribe("r", DialectName.BROKER, "/legacy");
        subscribe("r", DialectName.BROKER_B2, "/b2");
        subscribe("r", DialectName.BROKER_CLOUD_EVENTS, "/ce");
        subscribe("other", DialectName.BROKER, "/other");
        String one = event("1", "r", "ä/ö");
        String two = event("2", "r", "k2").replace(":", " : ");
        String body = message(one, two);
        assertThat(publish(body)).isEqualTo(new Outcome(2, 0, 0));
        List<Received> got = receiver.await(5, PATIENCE);
        assertThat(texts(got, "/legacy"))
                .containsExactlyInAnyOrder(
                        "{\"event\":[" + one + "]}", "{\"event\":[" + two + "]}");
        assertThat(texts(got, "/b2")).containsExactly(body);
        assertThat(texts(got, "/ce")).containsExactlyInAnyOrder(one, two);
        Received b2 = of(got, "/b2").getFirst();
        assertThat(b2.header("content-type")).contains("application/json; charset=UTF-8");
        assertThat(b2.header("x-bz-event-notification-signature")).contains("v1=abcd");
        assertThat(b2.header("user-agent")).contains("B2/EventNotifications");
        assertThat(of(got, "/legacy").getFirst().header("content-type"))
                .contains("text/plain;charset=UTF-8");
        assertThat(of(got, "/ce"))
                .extracting(received -> received.header("ce-id").orElse(""))
                .containsExactlyInAnyOrder("1", "2");
    }

    @Test
    void a_repeated_event_is_acknowledged_and_not_sent_again() throws Exception {
        subscribe("r", DialectName.BROKER, "/legacy");
        subscribe("r", DialectName.BROKER_B2, "/b2");
        String first = message(event("1", "r", "a"));
        String both = message(event("1", "r", "a"), event("2", "r", "b"), event("2", "r", "b"));
        assertThat(publish(first)).isEqualTo(new Outcome(1, 0, 0));
        assertThat(publish(first)).isEqualTo(new Outcome(0, 1, 0));
        assertThat(publish(both)).isEqualTo(new Outcome(1, 2, 0));
        assertThat(publish(both)).isEqualTo(new Outcome(0, 3, 0));
        restart();
        assertThat(publish(first)).isEqualTo(new Outcome(0, 1, 0));
        List<Received> got = receiver.await(4, PATIENCE);
        assertThat(texts(got, "/legacy")).hasSize(2);
        assertThat(texts(got, "/b2")).containsExactlyInAnyOrder(first, both);
    }

    @Test
    void the_same_id_of_another_rule_or_without_an_id_is_another_event() throws Exception {
        assertThat(publish(message(event("1", "r", "a"), event("1", "r2", "a"))))
                .isEqualTo(new Outcome(2, 0, 2));
        assertThat(publish("{\"events\":[{},{}]}")).isEqualTo(new Outcome(2, 0, 2));
        assertThat(publish("{\"events\":[{}]}")).isEqualTo(new Outcome(1, 0, 1));
        assertThat(publish("{}")).isEqualTo(new Outcome(0, 0, 0));
        assertThatThrownBy(() -> publish("nope")).isInstanceOf(UnreadableMessageException.class);
    }

    @Test
    void an_id_is_forgotten_together_with_its_event() throws Exception {
        String body = message(event("1", "r", "a"));
        publish(body);
        engine.retention().trim(Instant.now().plus(Duration.ofDays(1_000)));
        assertThat(engine.log().newest()).isZero();
        assertThat(publish(body)).isEqualTo(new Outcome(1, 0, 1));
        assertThat(publish(body)).isEqualTo(new Outcome(0, 1, 0));
    }

    @Test
    void events_removed_as_a_range_are_forgotten_too() throws Exception {
        String[] many =
                Stream.iterate(1, n -> n + 1)
                        .limit(450)
                        .map(n -> event("e" + n, "r", "k" + n))
                        .toArray(String[]::new);
        publish(message(many));
        engine.retention().trim(Instant.now().plus(Duration.ofDays(1_000)));
        assertThat(publish(message(many))).isEqualTo(new Outcome(450, 0, 450));
    }

    @Test
    void subscriptions_of_a_rule_get_its_events_in_order_however_many_they_are() throws Exception {
        for (int i = 0; i < 150; i++) {
            subscribe("r", DialectName.BROKER, "/" + i);
        }
        subscribe("r", DialectName.BROKER_B2, "/b2");
        String body = message(event("1", "r", "k"), event("2", "r", "k"));
        assertThat(publish(body)).isEqualTo(new Outcome(2, 0, 0));
        List<Received> got = receiver.await(301, PATIENCE);
        for (int i = 0; i < 150; i++) {
            assertThat(texts(got, "/" + i))
                    .containsExactly(
                            "{\"event\":[" + event("1", "r", "k") + "]}",
                            "{\"event\":[" + event("2", "r", "k") + "]}");
        }
        assertThat(texts(got, "/b2")).containsExactly(body);
    }

    @Test
    void a_deleted_subscription_gets_nothing_more() throws Exception {
        KeptTopic gone = subscribe("r", DialectName.BROKER, "/gone");
        subscribe("r", DialectName.BROKER, "/stays");
        assertThat(engine.publications().unsubscribe(gone)).isTrue();
        assertThat(engine.publications().unsubscribe(gone)).isFalse();
        publish(message(event("1", "r", "a")));
        assertThat(receiver.await(1, PATIENCE))
                .extracting(Received::path)
                .containsExactly("/stays");
    }

    private Outcome publish(String body) throws UnreadableMessageException {
        return engine.publications()
                .accept(new PublishedMessage(body.getBytes(UTF_8), HEADERS, "127.0.0.1"));
    }

    private KeptTopic subscribe(String rule, DialectName dialect, String path) {
        return engine.subscriptions()
                .create(
                        Topic.ofSubscription(
                                new Subscription("b", rule, UUID.randomUUID().toString()),
                                dialect,
                                new Target(receiver.url(path), Map.of()),
                                SubscriptionAttributes.none()))
                .topic();
    }

    private void restart() {
        engine.close();
        engine = open();
        engine.start();
    }

    private DeliveryEngine open() {
        var http = new HttpEndpointProvider(new AddressGuard(List.of(), true));
        return DeliveryEngine.open(
                state,
                EngineSettings.defaults(Dialects.standard("eu")),
                EngineRuntime.system(List.of(http), new Stats()));
    }

    private static List<Received> of(List<Received> all, String path) {
        return all.stream().filter(received -> received.path().equals(path)).toList();
    }

    private static List<String> texts(List<Received> all, String path) {
        return of(all, path).stream().map(Received::text).toList();
    }

    private static String message(String... events) {
        return Stream.of(events).collect(Collectors.joining(", ", "{ \"events\" :[", "\n]}"));
    }

    private static String event(String id, String rule, String key) {
        return """
        {"eventId":"%s","bucketName":"b","matchedRuleName":"%s","objectName":"%s"}\
        """
                .formatted(id, rule, key);
    }
}
