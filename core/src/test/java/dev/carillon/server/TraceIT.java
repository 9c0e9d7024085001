package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.testkit.Answer;
import dev.carillon.testkit.Received;
import dev.carillon.testkit.RecordingReceiver;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Tests that a trace leads from the request of a client to the messages about it. */
class TraceIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String BUCKET = "bucket";
    private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final String STATE = "congo=t61rcWkgMzE";

    @TempDir private Path folder;
    private final RecordingReceiver receiver = RecordingReceiver.start();
    private RunningServer server;

    @BeforeEach
    void start() {
        server = RunningServer.over(folder);
        server.s3().createBucket(builder -> builder.bucket(BUCKET));
    }

    @AfterEach
    void stop() {
        server.close();
        receiver.close();
    }

    @Test
    void the_trace_of_a_put_is_in_its_delivery_and_each_retry_and_survives_a_restart()
            throws Exception {
        receiver.otherwise(Answer.status(503));
        bind("persistent", "true", "retry", "fixed(1s)");
        put("key", Map.of("traceparent", PARENT, "tracestate", STATE));
        demand(receiver.await(1, PATIENCE).getFirst());
        server.close();
        receiver.otherwise(Answer.status(200));
        int before = receiver.requests().size();
        server = RunningServer.over(folder);
        demand(receiver.await(before + 1, PATIENCE).getLast());
        JsonNode explained = admin("GET", "/v1/explain", "bucket=bucket&key=key");
        assertThat(explained.toString()).contains("\"traceparent\":\"" + PARENT + "\"");
    }

    @Test
    void synchronous_messages_have_it_too_and_cloud_events_as_an_extension() {
        bind("cloudevents", "spec");
        // a synchronous attempt is not repeated, and may be too late on a busy machine
        await().atMost(PATIENCE)
                .until(() -> {
                    put("key", Map.of("traceparent", PARENT, "tracestate", STATE));
                    return !receiver.requests().isEmpty();
                });
        Received received = receiver.requests().getFirst();
        demand(received);
        assertThat(received.header("ce-traceparent")).contains(PARENT);
        assertThat(received.header("ce-tracestate")).contains(STATE);
    }

    @Test
    void a_trace_that_is_not_valid_is_ignored_and_a_request_without_one_has_none()
            throws Exception {
        bind("persistent", "true", "max-concurrency", "1");
        put("bad", Map.of("traceparent", PARENT.replace("4bf9", "4BF9"), "tracestate", STATE));
        put("none", Map.of());
        put("state", Map.of("traceparent", PARENT, "tracestate", "not valid"));
        assertThat(receiver.await(3, PATIENCE))
                .extracting(received -> received.header("traceparent").orElse("-"))
                .containsExactly("-", "-", PARENT);
        assertThat(receiver.requests())
                .allMatch(received -> received.header("tracestate").isEmpty());
    }

    @Test
    void every_event_of_a_multi_delete_has_the_trace_of_the_request() throws Exception {
        put("one", Map.of());
        put("two", Map.of());
        bind("persistent", "true");
        server.s3()
                .deleteObjects(builder ->
                        builder.bucket(BUCKET)
                                .delete(Delete.builder().objects(id("one"), id("two")).build())
                                .overrideConfiguration(o -> o.putHeader("traceparent", PARENT)));
        assertThat(receiver.await(2, PATIENCE))
                .hasSize(2)
                .allMatch(one -> one.header("traceparent").stream().anyMatch(PARENT::equals));
    }

    @Test
    void a_dead_letter_names_the_trace() throws Exception {
        receiver.otherwise(Answer.status(410));
        bind("persistent", "true");
        put("key", Map.of("traceparent", PARENT));
        receiver.await(1, PATIENCE);
        await().atMost(PATIENCE)
                .until(() -> admin("GET", "/v1/deadletters", "").toString().contains(PARENT));
    }

    @Test
    void the_trace_of_a_b2_upload_is_in_the_delivery_of_a_rule() throws Exception {
        String id =
                SampleFolder.b2(
                                server,
                                "b2_create_bucket",
                                "{\"bucketName\":\"files-of-b2\",\"bucketType\":\"allPrivate\"}")
                        .path("bucketId")
                        .asString();
        SampleFolder.b2(
                server,
                "b2_set_bucket_notification_rules",
                """
                {"bucketId":"%s","eventNotificationRules":[{"name":"traced-rule",
                 "eventTypes":["b2:ObjectCreated:*"],"isEnabled":true,"objectNamePrefix":"",
                 "targetConfiguration":{"targetType":"webhook","url":"%s",
                  "hmacSha256SigningSecret":"dddddddddddddddddddddddddddddddd"}}]}
                """
                        .formatted(id, receiver.url("/hook")));
        JsonNode place =
                SampleFolder.b2(server, "b2_get_upload_url", "{\"bucketId\":\"%s\"}".formatted(id));
        SampleFolder.send(
                HttpRequest.newBuilder(URI.create(place.path("uploadUrl").asString()))
                        .header("Authorization", place.path("authorizationToken").asString())
                        .header("X-Bz-File-Name", "key")
                        .header("X-Bz-Content-Sha1", "do_not_verify")
                        .header("Content-Type", "b2/x-auto")
                        .header("traceparent", PARENT)
                        .header("tracestate", STATE)
                        .POST(BodyPublishers.ofString("hello")));
        Received received = receiver.await(1, PATIENCE).getFirst();
        demand(received);
        assertThat(received.text()).contains("b2:ObjectCreated:Upload", "\"key\"");
    }

    private static ObjectIdentifier id(String key) {
        return ObjectIdentifier.builder().key(key).build();
    }

    private static void demand(Received received) {
        assertThat(received.header("traceparent")).contains(PARENT);
        assertThat(received.header("tracestate")).contains(STATE);
    }

    private void put(String key, Map<String, String> headers) {
        server.s3()
                .putObject(
                        builder ->
                                builder.bucket(BUCKET)
                                        .key(key)
                                        .overrideConfiguration(o -> headers.forEach(o::putHeader)),
                        RequestBody.fromString("hello"));
    }

    private void bind(String... attributes) {
        var all = new HashMap<String, String>();
        all.put("push-endpoint", receiver.url("/hook"));
        for (int i = 0; i < attributes.length; i += 2) {
            all.put(attributes[i], attributes[i + 1]);
        }
        String arn = server.topic("topic", all);
        var rule =
                TopicConfiguration.builder()
                        .id("rule")
                        .topicArn(arn)
                        .events(Event.S3_OBJECT_CREATED, Event.S3_OBJECT_REMOVED)
                        .build();
        server.s3()
                .putBucketNotificationConfiguration(builder ->
                        builder.bucket(BUCKET)
                                .notificationConfiguration(
                                        rules -> rules.topicConfigurations(rule)));
    }

    private JsonNode admin(String method, String path, String query) {
        try (var calls =
                new SignedCalls(
                        server.server().adminUrl().orElseThrow(),
                        server.server().rootKey(),
                        "carillon")) {
            return JsonMapper.shared().readTree(calls.send(method, path, query, "").body());
        }
    }
}
