package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.carillon.endpoint.Certificates;
import dev.carillon.testkit.Answer;
import dev.carillon.testkit.Received;
import dev.carillon.testkit.RecordingReceiver;

import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.services.sns.model.SnsException;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

/** Topics of HTTP endpoints that sign in and take batches, while events wait in their queues. */
class HttpTopicsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int EVENTS = 12;

    @TempDir Path folder;

    private final RecordingReceiver receiver = RecordingReceiver.start();
    private RunningServer server;
    private Clients clients;

    @BeforeEach
    void start() {
        server =
                RunningServer.over(
                        folder.resolve("data"), Map.of(Setting.ALLOW_SECRETS_IN_CLEARTEXT, "true"));
        clients = Clients.of(server);
        clients.makeBucket();
    }

    @AfterEach
    void stop() {
        clients.close();
        server.close();
        receiver.close();
    }

    @Test
    void a_password_that_is_set_holds_for_the_events_that_wait() {
        receiver.otherwise(received -> answerTo(received, "new"));
        String arn = clients.bind("t", "", queued("user-name", "ann", "password", "old"));
        putAll();
        await().atMost(PATIENCE).until(() -> !receiver.requests().isEmpty());

        set(arn, "password", "new");

        awaitEachKeyAcceptedWith("new");
    }

    @Test
    void a_topic_that_is_created_again_sends_the_events_that_wait_its_new_way() {
        receiver.otherwise(received -> answerTo(received, "new"));
        clients.bind("t", "", queued("user-name", "ann", "password", "old"));
        putAll();
        await().atMost(PATIENCE).until(() -> !receiver.requests().isEmpty());

        server.topic("t", queued("authorization", "Basic " + base64("ann:new"), "gzip", "false"));

        awaitEachKeyAcceptedWith("new");
    }

    @Test
    void an_authority_that_is_set_holds_for_the_events_that_wait() throws Exception {
        var made = new Certificates(folder).make("server", "ip:127.0.0.1", "-validity", "2");
        try (var secure = RecordingReceiver.startTls(made.server())) {
            String arn =
                    clients.bind(
                            "t",
                            "",
                            Map.of(
                                    "push-endpoint", secure.url("/"),
                                    "persistent", "true",
                                    "retry_sleep_duration", "1"));
            putAll();
            await().atMost(PATIENCE).until(() -> secure.connections() > 0);
            assertThat(secure.requests()).isEmpty();

            set(arn, "ca-location", made.pem().toString());

            assertThat(keys(secure.await(EVENTS, PATIENCE))).hasSize(EVENTS);
        }
    }

    @Test
    void records_share_messages_in_their_order() throws Exception {
        var gate = new CountDownLatch(1);
        receiver.then(new Answer.Held(gate, Answer.ok()));
        clients.bind("t", "", queued("max-batch", "5", "max-concurrency", "1", "timeout", "60s"));
        clients.put("first", "x");
        receiver.await(1, PATIENCE);
        putAll();
        gate.countDown();

        List<Received> all = receiver.await(4, PATIENCE);

        assertThat(all.stream().map(HttpTopicsIT::keys))
                .containsExactly(List.of("first"), range(0, 5), range(5, 10), range(10, EVENTS));
        assertThat(all.stream().map(received -> received.header("webhook-id")))
                .doesNotHaveDuplicates();
    }

    @Test
    void the_sdk_of_cloud_events_reads_every_event_of_every_batch() throws Exception {
        var gate = new CountDownLatch(1);
        receiver.then(new Answer.Held(gate, Answer.ok()));
        var attributes = queued("max-batch", "5", "max-concurrency", "1", "timeout", "60s");
        attributes.putAll(Map.of("cloudevents", "spec", "cloudevents-mode", "structured"));
        clients.bind("t", "", attributes);
        clients.put("first \u20ac", "x");
        receiver.await(1, PATIENCE);
        putAll();
        gate.countDown();

        List<Received> all = receiver.await(4, PATIENCE);

        assertThat(all.stream().map(received -> received.header("content-type").orElse("")))
                .containsOnly("application/cloudevents-batch+json");
        var batches = all.stream().map(HttpTopicsIT::cloudEvents).toList();
        assertThat(batches.stream().map(HttpTopicsIT::subjects))
                .containsExactly(
                        List.of("first \u20ac"), range(0, 5), range(5, 10), range(10, EVENTS));
        var events = batches.stream().flatMap(List::stream).toList();
        assertThat(events.stream().map(CloudEvent::getId)).doesNotHaveDuplicates();
        assertThat(events)
                .allSatisfy(event -> {
                    assertThat(event.getSource()).hasToString("ceph:s3.default.bucket");
                    assertThat(event.getType()).isEqualTo("com.amazonaws.ObjectCreated:Put");
                    assertThat(keyIn(event)).isEqualTo(event.getSubject());
                });
    }

    @Test
    void a_batch_that_is_refused_for_good_is_sent_one_by_one() throws Exception {
        var gate = new CountDownLatch(1);
        receiver.then(new Answer.Held(gate, Answer.ok()));
        receiver.otherwise(
                received -> keys(received).contains("key03") ? Answer.status(410) : Answer.ok());
        clients.bind("t", "", queued("max-batch", "50", "max-concurrency", "1", "timeout", "60s"));
        clients.put("first", "x");
        receiver.await(1, PATIENCE);
        putAll();
        gate.countDown();

        List<Received> all = receiver.await(2 + EVENTS, PATIENCE);

        assertThat(keys(all.get(1))).isEqualTo(range(0, EVENTS));
        var alone = all.subList(2, all.size()).stream().map(HttpTopicsIT::keys).toList();
        assertThat(alone).allSatisfy(keys -> assertThat(keys).hasSize(1));
        assertThat(alone.stream().flatMap(List::stream)).hasSameElementsAs(range(0, EVENTS));
    }

    @Test
    void a_bad_value_changes_nothing() {
        String arn = clients.bind("t", "", queued("user-name", "ann", "password", "old"));
        var before = attributes(arn);
        var bad =
                Map.of(
                        "max-batch", "51",
                        "gzip", "perhaps",
                        "authorization", "Bearer xyzzy",
                        "custom-headers", "[]",
                        "ssl-key-location", "/nowhere",
                        "oauth-scope", "a",
                        "oauth-token-url", "http://169.254.169.254/token");

        bad.forEach((name, value) ->
                assertThatThrownBy(() -> set(arn, name, value))
                        .as(name)
                        .isInstanceOfSatisfying(
                                SnsException.class,
                                e -> assertThat(e.statusCode()).isEqualTo(400)));

        assertThat(attributes(arn)).isEqualTo(before);
    }

    private void putAll() {
        range(0, EVENTS).forEach(key -> clients.put(key, "x"));
    }

    private static List<String> range(int from, int to) {
        return IntStream.range(from, to).mapToObj("key%02d"::formatted).toList();
    }

    private static Answer answerTo(Received received, String password) {
        return signedIn(received, password) ? Answer.ok() : Answer.status(401);
    }

    private static boolean signedIn(Received received, String password) {
        return received.header("authorization")
                .filter(("Basic " + base64("ann:" + password))::equals)
                .isPresent();
    }

    private void awaitEachKeyAcceptedWith(String password) {
        await().atMost(PATIENCE)
                .until(() ->
                        new HashSet<>(
                                                keys(
                                                        receiver.requests().stream()
                                                                .filter(one ->
                                                                        signedIn(one, password))
                                                                .toList()))
                                        .size()
                                == EVENTS);
    }

    private Map<String, String> queued(String... more) {
        var all = new HashMap<String, String>();
        all.put("push-endpoint", receiver.url("/hook"));
        all.put("persistent", "true");
        all.put("retry", "fixed(200ms)");
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }

    private void set(String arn, String name, String value) {
        clients.sns()
                .setTopicAttributes(
                        builder -> builder.topicArn(arn).attributeName(name).attributeValue(value));
    }

    private Map<String, String> attributes(String arn) {
        return clients.sns().getTopicAttributes(builder -> builder.topicArn(arn)).attributes();
    }

    private static List<String> keys(List<Received> requests) {
        return requests.stream().flatMap(received -> keys(received).stream()).toList();
    }

    private static List<String> keys(Received request) {
        var keys = new ArrayList<String>();
        for (JsonNode record : JsonMapper.shared().readTree(request.text()).path("Records")) {
            keys.add(record.at("/s3/object/key").asString());
        }
        return keys;
    }

    private static List<CloudEvent> cloudEvents(Received request) {
        var events = new ArrayList<CloudEvent>();
        for (JsonNode one : JsonMapper.shared().readTree(request.text())) {
            byte[] document = one.toString().getBytes(StandardCharsets.UTF_8);
            events.add(new JsonFormat().deserialize(document));
        }
        return events;
    }

    private static List<String> subjects(List<CloudEvent> events) {
        return events.stream().map(event -> String.valueOf(event.getSubject())).toList();
    }

    private static String keyIn(CloudEvent event) {
        byte[] data = Objects.requireNonNull(event.getData()).toBytes();
        String key = JsonMapper.shared().readTree(data).at("/Records/0/s3/object/key").asString();
        return URLDecoder.decode(key, StandardCharsets.UTF_8);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
