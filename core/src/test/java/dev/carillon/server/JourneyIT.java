package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.testkit.Answer;
import dev.carillon.testkit.Received;
import dev.carillon.testkit.RecordingReceiver;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;
import software.amazon.awssdk.services.sns.model.SnsException;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The main job from end to end: the AWS SDK on one side, an HTTP endpoint on the other. */
class JourneyIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir Path folder;

    private final RecordingReceiver receiver = RecordingReceiver.start();

    @AfterEach
    void stop() {
        receiver.close();
    }

    @Test
    void a_put_is_notified_before_it_is_answered_if_the_topic_is_synchronous() throws Exception {
        try (var server = RunningServer.over(folder)) {
            bind(server, Map.of("push-endpoint", receiver.url("/hook")), "");
            put(server, "in/a.txt", "hello");
            assertThat(receiver.requests()).hasSize(1);
            assertThat(receiver.requests().getFirst().path()).isEqualTo("/hook");
            JsonNode record = record(receiver.requests().getFirst());
            assertThat(record.path("eventName").asString()).isEqualTo("ObjectCreated:Put");
            assertThat(record.at("/s3/configurationId").asString()).isEqualTo("rule");
            assertThat(record.at("/s3/bucket/name").asString()).isEqualTo("bucket");
            assertThat(record.at("/s3/object/size").asInt()).isEqualTo(5);
            assertThat(record.path("eventId").asString()).matches("[0-9a-f]{64}");
        }
    }

    @Test
    void exactly_the_matching_events_are_sent() throws Exception {
        try (var server = RunningServer.over(folder)) {
            bind(server, queued(), "in/");
            put(server, "in/a", "one");
            put(server, "out/a", "two");
            server.s3()
                    .copyObject(builder ->
                            builder.sourceBucket("bucket")
                                    .sourceKey("in/a")
                                    .destinationBucket("bucket")
                                    .destinationKey("in/b"));
            server.s3().deleteObject(builder -> builder.bucket("bucket").key("in/a"));
            server.s3()
                    .deleteObjects(builder ->
                            builder.bucket("bucket")
                                    .delete(
                                            Delete.builder()
                                                    .objects(id("in/b"), id("out/a"))
                                                    .build()));
            receiver.await(4, PATIENCE);
            assertThat(told())
                    .containsExactlyInAnyOrder(
                            "ObjectCreated:Put in/a",
                            "ObjectCreated:Copy in/b",
                            "ObjectRemoved:Delete in/a",
                            "ObjectRemoved:Delete in/b");
        }
    }

    @Test
    void what_is_owed_survives_a_restart_and_keeps_the_order_of_each_key() throws Exception {
        receiver.stop();
        try (var server = RunningServer.over(folder)) {
            bind(server, queued(), "");
            IntStream.range(0, 40).forEach(turn -> put(server, "key" + turn % 4, "v" + turn));
        }
        receiver.restart();
        try (var _ = RunningServer.over(folder)) {
            receiver.await(40, PATIENCE);
            var last = new HashMap<String, String>();
            for (Received one : receiver.requests()) {
                String key = record(one).at("/s3/object/key").asString();
                String sequencer = record(one).at("/s3/object/sequencer").asString();
                assertThat(sequencer).isGreaterThan(last.getOrDefault(key, ""));
                last.put(key, sequencer);
            }
            assertThat(receiver.requests().stream().map(received -> received.header("webhook-id")))
                    .doesNotHaveDuplicates()
                    .hasSize(40);
        }
    }

    @Test
    void a_refused_event_is_tried_again_with_the_same_bytes() throws Exception {
        receiver.then(Answer.status(500));
        try (var server = RunningServer.over(folder)) {
            bind(server, queued(), "");
            put(server, "again", "x");
            List<Received> two = receiver.await(2, PATIENCE);
            assertThat(two.get(1).text()).isEqualTo(two.get(0).text());
            assertThat(two.get(1).header("webhook-id")).isEqualTo(two.get(0).header("webhook-id"));
            assertThat(two)
                    .extracting(received -> received.header("x-carillon-attempt").orElseThrow())
                    .containsExactly("1", "2");
        }
    }

    @Test
    void a_dead_endpoint_holds_up_nobody_else() throws Exception {
        try (var dead = RecordingReceiver.start();
                var server = RunningServer.over(folder)) {
            dead.otherwise(new Answer.Hang());
            String silent =
                    server.topic(
                            "silent", Map.of("push-endpoint", dead.url("/"), "persistent", "true"));
            bind(server, queued(), "");
            server.s3()
                    .putBucketNotificationConfiguration(builder ->
                            builder.bucket("bucket")
                                    .notificationConfiguration(n ->
                                            n.topicConfigurations(rule("silent", silent, ""))));
            IntStream.range(0, 20).forEach(turn -> put(server, "key" + turn, "x"));
            receiver.await(20, PATIENCE);
            assertThat(told()).hasSize(20);
        }
    }

    @Test
    void ten_thousand_notifications_go_in_and_out_as_one_document() throws Exception {
        try (var server = RunningServer.over(folder)) {
            bind(server, queued(), "");
            String arn = server.topic("topic", queued());
            var rules =
                    IntStream.range(0, 10_000)
                            .mapToObj(i -> rule("rule-" + i, arn, "customers/" + i + "/"))
                            .toList();
            replace(server, rules);
            replace(server, kept(server));
            assertThat(kept(server)).isEqualTo(rules);
            put(server, "customers/4711/a", "x");
            put(server, "customers/", "x");
            put(server, "customers/42/a", "x");
            receiver.await(2, PATIENCE);
            assertThat(told())
                    .containsExactlyInAnyOrder(
                            "ObjectCreated:Put customers/4711/a",
                            "ObjectCreated:Put customers/42/a");
        }
    }

    private static List<TopicConfiguration> kept(RunningServer server) {
        return server.s3()
                .getBucketNotificationConfiguration(builder -> builder.bucket("bucket"))
                .topicConfigurations();
    }

    private static void replace(RunningServer server, List<TopicConfiguration> rules) {
        server.s3()
                .putBucketNotificationConfiguration(builder ->
                        builder.bucket("bucket")
                                .overrideConfiguration(
                                        o -> o.putHeader("x-carillon-replace", "true"))
                                .notificationConfiguration(n -> n.topicConfigurations(rules)));
    }

    @ParameterizedTest
    @CsvSource({"amqp://host, AMQP endpoints are not in this build", "gopher://host, gopher"})
    void an_endpoint_that_nothing_here_serves_is_refused(String address, String why) {
        try (var server = RunningServer.over(folder)) {
            assertThatThrownBy(() -> server.topic("topic", Map.of("push-endpoint", address)))
                    .isInstanceOf(SnsException.class)
                    .hasMessageContaining(why);
        }
    }

    private void bind(RunningServer server, Map<String, String> attributes, String prefix) {
        String arn = server.topic("topic", attributes);
        server.s3().createBucket(builder -> builder.bucket("bucket"));
        server.s3()
                .putBucketNotificationConfiguration(builder ->
                        builder.bucket("bucket")
                                .notificationConfiguration(
                                        n -> n.topicConfigurations(rule("rule", arn, prefix))));
    }

    private Map<String, String> queued() {
        return Map.of(
                "push-endpoint",
                receiver.url("/hook"),
                "persistent",
                "true",
                "retry_sleep_duration",
                "1");
    }

    private static TopicConfiguration rule(String id, String arn, String prefix) {
        var rule =
                TopicConfiguration.builder()
                        .id(id)
                        .topicArn(arn)
                        .events(Event.S3_OBJECT_CREATED, Event.S3_OBJECT_REMOVED);
        if (!prefix.isEmpty()) {
            var prefixRule = FilterRule.builder().name("prefix").value(prefix).build();
            rule.filter(builder -> builder.key(key -> key.filterRules(prefixRule)));
        }
        return rule.build();
    }

    private static void put(RunningServer server, String key, String text) {
        server.s3()
                .putObject(
                        builder -> builder.bucket("bucket").key(key), RequestBody.fromString(text));
    }

    private static ObjectIdentifier id(String key) {
        return ObjectIdentifier.builder().key(key).build();
    }

    private List<String> told() {
        return receiver.requests().stream()
                .map(JourneyIT::record)
                .map(request ->
                        request.path("eventName").asString()
                                + " "
                                + request.at("/s3/object/key").asString())
                .toList();
    }

    private static JsonNode record(Received request) {
        return JSON.readTree(request.text()).path("Records").path(0);
    }
}
