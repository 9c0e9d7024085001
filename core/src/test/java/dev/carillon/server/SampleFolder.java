package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.signature.AccessKey;
import dev.carillon.testkit.Answer;
import dev.carillon.testkit.RecordingReceiver;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CompletedMultipartUpload;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A small data folder with data of every kind: filled through a server's own ports, and checked in
 * the same way, by the program that filled it or by a later one.
 *
 * <p>The folders {@code core/src/test/resources/folders/format-N.zip} were made with {@link #main},
 * each by the last program that wrote format N.
 */
final class SampleFolder {
    /** Retentions long enough that deliveries owed for years are not expired. */
    static final Map<Setting, String> FOR_EVER =
            Map.of(Setting.RETENTION, "36500d,1GiB", Setting.DEAD_LETTER_RETENTION, "0");

    static final int OWED = 3;
    static final Duration PATIENCE = Duration.ofSeconds(30);
    static final String NOBODY = "http://127.0.0.1:1/nobody-listens";
    private static final String BUCKET = "photos";
    private static final String VERSIONED = "versions";
    private static final String B2 = "files-of-b2";
    private static final int PART_BYTES = 5 << 20;
    private static final JsonMapper JSON = JsonMapper.shared();

    private SampleFolder() {}

    /**
     * Fills the folder that the argument names. Afterwards stop the program, remove the folder's
     * LOG files and zip it.
     */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        try (var server = RunningServer.over(folder)) {
            fill(server);
        }
        try (var server = RunningServer.over(folder)) {
            put(server.s3(), "last", "after a restart");
        }
        SampleRecipients.fill(folder);
    }

    private static void fill(RunningServer server) throws Exception {
        S3Client s3 = server.s3();
        s3.createBucket(builder -> builder.bucket(BUCKET));
        fillVersions(s3);
        put(s3, "inline", "a few bytes");
        put(s3, "large", text("large", 100_000));
        put(s3, "replaced", text("first", 50_000));
        put(s3, "replaced", text("second", 50_000));
        fillUploads(s3);
        fillB2(server);
        try (var gone = RecordingReceiver.start()) {
            gone.otherwise(Answer.status(410));
            bind(server, "gone", gone.url("/gone"), "dead/");
            bind(server, "away", NOBODY, "owed/");
            put(s3, "dead/one", "nobody wants this");
            gone.await(1, PATIENCE);
            for (int i = 0; i < OWED; i++) {
                put(s3, "owed/" + i, "x");
            }
        }
    }

    private static void fillVersions(S3Client s3) {
        s3.createBucket(builder -> builder.bucket(VERSIONED));
        s3.putBucketVersioning(builder ->
                builder.bucket(VERSIONED)
                        .versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
        for (String version : List.of("one", "two")) {
            s3.putObject(
                    builder ->
                            builder.bucket(VERSIONED)
                                    .key("key")
                                    .metadata(Map.of("version", version)),
                    RequestBody.fromString(text(version, 20_000)));
        }
        s3.deleteObject(builder -> builder.bucket(VERSIONED).key("key"));
    }

    private static void fillUploads(S3Client s3) {
        String done =
                s3.createMultipartUpload(builder -> builder.bucket(BUCKET).key("parts")).uploadId();
        var parts = List.of(part(s3, "parts", done, 1), part(s3, "parts", done, 2));
        s3.completeMultipartUpload(builder ->
                builder.bucket(BUCKET)
                        .key("parts")
                        .uploadId(done)
                        .multipartUpload(CompletedMultipartUpload.builder().parts(parts).build()));
        String open =
                s3.createMultipartUpload(builder -> builder.bucket(BUCKET).key("open")).uploadId();
        part(s3, "open", open, 1);
    }

    private static CompletedPart part(S3Client s3, String key, String upload, int number) {
        String tag =
                s3.uploadPart(
                                builder ->
                                        builder.bucket(BUCKET)
                                                .key(key)
                                                .uploadId(upload)
                                                .partNumber(number),
                                RequestBody.fromString(text(key + number, PART_BYTES)))
                        .eTag();
        return CompletedPart.builder().partNumber(number).eTag(tag).build();
    }

    private static void fillB2(RunningServer server) throws Exception {
        String id =
                b2(
                                server,
                                "b2_create_bucket",
                                "{\"bucketName\":\"%s\",\"bucketType\":\"allPrivate\"}"
                                        .formatted(B2))
                        .path("bucketId")
                        .asString();
        b2(
                server,
                "b2_set_bucket_notification_rules",
                """
                {"bucketId":"%s","eventNotificationRules":[{"name":"the-only-rule",
                 "eventTypes":["b2:ObjectCreated:*"],"isEnabled":true,
                 "objectNamePrefix":"never/","maxEventsPerBatch":1,
                 "targetConfiguration":{"targetType":"webhook","url":"https://example.com/hook",
                  "hmacSha256SigningSecret":"dddddddddddddddddddddddddddddddd"}}]}
                """
                        .formatted(id));
        b2(server, "b2_create_key", "{\"keyName\":\"reader\",\"capabilities\":[\"readFiles\"]}");
    }

    private static void bind(RunningServer server, String topic, String address, String prefix) {
        bind(server, topic, attributes(address), prefix);
    }

    static void bind(
            RunningServer server, String topic, Map<String, String> attributes, String prefix) {
        String arn = server.topic(topic, attributes);
        var rule = FilterRule.builder().name("prefix").value(prefix).build();
        var configuration =
                TopicConfiguration.builder()
                        .id("to-" + topic)
                        .topicArn(arn)
                        .events(Event.S3_OBJECT_CREATED)
                        .filter(f -> f.key(k -> k.filterRules(rule)))
                        .build();
        server.s3()
                .putBucketNotificationConfiguration(builder ->
                        builder.bucket(BUCKET)
                                .notificationConfiguration(
                                        n -> n.topicConfigurations(configuration)));
    }

    static Map<String, String> attributes(String address) {
        return Map.of("push-endpoint", address, "persistent", "true", "retry_sleep_duration", "1");
    }

    /** Checks that everything is present and unchanged, and that deliveries owed are sent. */
    static void check(RunningServer server) throws Exception {
        S3Client s3 = server.s3();
        assertThat(read(s3, BUCKET, "inline")).isEqualTo("a few bytes");
        assertThat(read(s3, BUCKET, "large")).isEqualTo(text("large", 100_000));
        assertThat(read(s3, BUCKET, "replaced")).isEqualTo(text("second", 50_000));
        assertThat(read(s3, BUCKET, "last")).isEqualTo("after a restart");
        assertThat(read(s3, BUCKET, "parts"))
                .isEqualTo(text("parts1", PART_BYTES) + text("parts2", PART_BYTES));
        checkVersions(s3);
        checkUpload(s3);
        checkB2(server);
        checkDeliveries(server);
    }

    private static void checkVersions(S3Client s3) {
        var all = s3.listObjectVersions(builder -> builder.bucket(VERSIONED));
        assertThat(all.deleteMarkers()).hasSize(1);
        var texts = new TreeSet<String>();
        for (var version : all.versions()) {
            var got =
                    s3.getObjectAsBytes(builder ->
                            builder.bucket(VERSIONED).key("key").versionId(version.versionId()));
            String name = got.response().metadata().getOrDefault("version", "none");
            assertThat(got.asUtf8String()).isEqualTo(text(name, 20_000));
            texts.add(name);
        }
        assertThat(texts).containsExactly("one", "two");
    }

    /** Checks that the open upload accepts another part and can be completed. */
    private static void checkUpload(S3Client s3) {
        var open = s3.listMultipartUploads(builder -> builder.bucket(BUCKET)).uploads();
        assertThat(open).hasSize(1);
        String id = open.getFirst().uploadId();
        var first =
                s3.listParts(builder -> builder.bucket(BUCKET).key("open").uploadId(id)).parts();
        assertThat(first).hasSize(1);
        var parts =
                List.of(
                        CompletedPart.builder().partNumber(1).eTag(first.getFirst().eTag()).build(),
                        part(s3, "open", id, 2));
        s3.completeMultipartUpload(builder ->
                builder.bucket(BUCKET)
                        .key("open")
                        .uploadId(id)
                        .multipartUpload(CompletedMultipartUpload.builder().parts(parts).build()));
        assertThat(read(s3, BUCKET, "open"))
                .isEqualTo(text("open1", PART_BYTES) + text("open2", PART_BYTES));
    }

    private static void checkB2(RunningServer server) throws Exception {
        JsonNode bucket =
                b2(server, "b2_list_buckets", "{\"bucketName\":\"%s\"}".formatted(B2))
                        .path("buckets")
                        .path(0);
        JsonNode rule =
                b2(
                                server,
                                "b2_get_bucket_notification_rules",
                                "{\"bucketId\":\"%s\"}"
                                        .formatted(bucket.path("bucketId").asString()))
                        .path("eventNotificationRules")
                        .path(0);
        assertThat(rule.path("name").asString()).isEqualTo("the-only-rule");
        assertThat(rule.path("isEnabled").asBoolean()).isTrue();
        assertThat(rule.path("isSuspended").asBoolean()).isFalse();
        JsonNode keys = b2(server, "b2_list_keys", "{\"maxKeyCount\":100}").path("keys");
        assertThat(keys).hasSize(1);
        assertThat(keys.path(0).path("keyName").asString()).isEqualTo("reader");
    }

    private static void checkDeliveries(RunningServer server) {
        try (var receiver = RecordingReceiver.start()) {
            server.topic("away", attributes(receiver.url("/here")));
            await().atMost(PATIENCE).until(() -> receiver.requests().size() >= OWED);
            var keys = new TreeSet<String>();
            receiver.requests()
                    .forEach(received ->
                            keys.add(
                                    JSON.readTree(received.body())
                                            .at("/Records/0/s3/object/key")
                                            .asString()));
            assertThat(keys).containsExactly("owed/0", "owed/1", "owed/2");
        }
    }

    /** Returns a text that compresses well, a different one for each name. */
    private static String text(String name, int length) {
        return (name + " 0123456789 ").repeat(length / 8 + 1).substring(0, length);
    }

    static void put(S3Client s3, String key, String text) {
        s3.putObject(builder -> builder.bucket(BUCKET).key(key), RequestBody.fromString(text));
    }

    private static String read(S3Client s3, String bucket, String key) {
        return s3.getObjectAsBytes(builder -> builder.bucket(bucket).key(key)).asUtf8String();
    }

    static JsonNode b2(RunningServer server, String call, String json)
            throws IOException, InterruptedException {
        String url = server.server().b2Url().orElseThrow() + "/b2api/v3/";
        AccessKey key = server.server().rootKey();
        String pair = key.id() + ":" + key.secret().revealText();
        String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        var authorize = HttpRequest.newBuilder(URI.create(url + "b2_authorize_account"));
        JsonNode account = send(authorize.header("Authorization", "Basic " + basic));
        return send(
                HttpRequest.newBuilder(URI.create(url + call))
                        .header("Authorization", account.path("authorizationToken").asString())
                        .POST(BodyPublishers.ofString(json)));
    }

    static JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(request.build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return JSON.readTree(answer.body());
        }
    }
}
