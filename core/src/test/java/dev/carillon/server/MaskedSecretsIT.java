package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import dev.carillon.signature.AccessKey;
import dev.carillon.testkit.Answer;
import dev.carillon.testkit.Received;
import dev.carillon.testkit.RecordingReceiver;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.core.sync.RequestBody;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Every way to read something of a server with secrets shows none of them, except one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MaskedSecretsIT {
    private static final String PASSWORD = "pw0passwordOfTheAddress";
    private static final String AUTHORIZATION = "Bearer tk0tokenOfTheTopic";
    private static final String HEADER = "hd0headerOfTheTopic";
    private static final String WEBHOOK = "whsec_d2gwc2VjcmV0T2ZUaGVXZWJob29rMDAw";
    private static final String CLIENT_SECRET = "cs0secretOfTheClient";
    private static final String RULE_HEADER = "rh0headerOfTheRule";
    private static final String RULE_SECRET = "rs0secretOfTheRule00000000000000";
    private static final List<String> SECRETS =
            List.of(
                    PASSWORD,
                    AUTHORIZATION.substring(7),
                    HEADER,
                    WEBHOOK.substring(6),
                    CLIENT_SECRET,
                    RULE_HEADER,
                    RULE_SECRET);

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private RecordingReceiver receiver;
    private RunningServer server;
    private String bucket = "";
    private String appKey = "";

    /** A way to read something. */
    private enum Way {
        SNS_ATTRIBUTES,
        SNS_TOPIC,
        SNS_LIST,
        S3_NOTIFICATION,
        B2_BUCKETS,
        B2_KEYS,
        ADMIN_DEAD_LETTERS,
        ADMIN_EXPLAIN,
        ADMIN_TOPIC_TEST,
        METRICS,
        HEALTH,
        LOG
    }

    @BeforeAll
    void fill(@TempDir Path folder) throws Exception {
        log.start();
        root().addAppender(log);
        receiver = RecordingReceiver.start();
        receiver.otherwise(received -> Answer.text(410, repeated(received)));
        server =
                RunningServer.over(
                        folder,
                        Map.of(
                                Setting.ALLOW_SECRETS_IN_CLEARTEXT, "true",
                                Setting.LOG_ATTEMPTS, "all"));
        server.s3().createBucket(builder -> builder.bucket("photos"));
        topic(
                "basic",
                Map.of(),
                receiver.url("/").replace("http://", "http://u:" + PASSWORD + "@"));
        topic(
                "headers",
                Map.of(
                        "authorization",
                        AUTHORIZATION,
                        "custom-headers",
                        "{\"X-Token\":\"%s\"}".formatted(HEADER)),
                receiver.url("/"));
        topic("signed", Map.of("webhook-secret", WEBHOOK), receiver.url("/"));
        topic(
                "oauth",
                Map.of(
                        "oauth-token-url",
                        "http://127.0.0.1:1/token",
                        "oauth-client-id",
                        "client",
                        "oauth-client-secret",
                        CLIENT_SECRET),
                receiver.url("/"));
        fillB2();
        SampleFolder.put(server.s3(), "one", "x");
        await().atMost(SampleFolder.PATIENCE)
                .until(() ->
                        read(Way.ADMIN_DEAD_LETTERS).contains("basic")
                                && read(Way.ADMIN_DEAD_LETTERS).contains("headers")
                                && read(Way.ADMIN_DEAD_LETTERS).contains("signed-rule"));
    }

    /** Returns all headers, those with secrets first: only the beginning is shown. */
    private static String repeated(Received received) {
        return Stream.of("authorization", "x-token")
                        .flatMap(name -> received.header(name).stream())
                        .toList()
                + " "
                + received.headers();
    }

    private void topic(String name, Map<String, String> attributes, String address) {
        var all = new TreeMap<>(attributes);
        all.putAll(Map.of("push-endpoint", address, "persistent", "true"));
        SampleFolder.bind(server, name, all, "");
    }

    private void fillB2() throws Exception {
        JsonNode made =
                SampleFolder.b2(
                        server,
                        "b2_create_bucket",
                        "{\"bucketName\":\"files-of-b2\",\"bucketType\":\"allPrivate\"}");
        bucket = made.path("bucketId").asString();
        SampleFolder.b2(
                server,
                "b2_set_bucket_notification_rules",
                """
                {"bucketId":"%s","eventNotificationRules":[{"name":"signed-rule",
                 "eventTypes":["b2:ObjectCreated:*"],"isEnabled":true,"objectNamePrefix":"",
                 "targetConfiguration":{"targetType":"webhook","url":"%s",
                  "customHeaders":[{"name":"X-Token","value":"%s"}],
                  "hmacSha256SigningSecret":"%s"}}]}
                """
                        .formatted(bucket, receiver.url("/b2"), RULE_HEADER, RULE_SECRET));
        appKey =
                SampleFolder.b2(
                                server,
                                "b2_create_key",
                                "{\"keyName\":\"reader\",\"capabilities\":[\"readFiles\"]}")
                        .path("applicationKey")
                        .asString();
        server.s3().putObject(builder -> builder.bucket("files-of-b2").key("one"), body());
    }

    private static RequestBody body() {
        return RequestBody.fromString("x");
    }

    @AfterAll
    void stop() {
        root().detachAppender(log);
        server.close();
        receiver.close();
    }

    @ParameterizedTest
    @EnumSource
    void shows_no_secret(Way way) throws Exception {
        String shown = read(way);
        assertThat(shown).isNotEmpty().doesNotContain(SECRETS).doesNotContain(appKey);
    }

    @ParameterizedTest
    @EnumSource(names = {"ADMIN_DEAD_LETTERS", "ADMIN_TOPIC_TEST"})
    void shows_that_an_endpoint_repeated_secrets(Way way) throws Exception {
        assertThat(read(way)).contains("[Basic ***]", "[Bearer ***, ***]", "[***]");
    }

    @Test
    void the_rules_of_b2_are_read_with_their_secrets_because_clients_write_them_back()
            throws Exception {
        assertThat(
                        SampleFolder.b2(
                                        server,
                                        "b2_get_bucket_notification_rules",
                                        "{\"bucketId\":\"%s\"}".formatted(bucket))
                                .toString())
                .contains(RULE_HEADER, RULE_SECRET);
    }

    private String read(Way way) throws Exception {
        return switch (way) {
            case SNS_ATTRIBUTES -> eachTopic("GetTopicAttributes");
            case SNS_TOPIC -> eachTopic("GetTopic");
            case SNS_LIST -> sns("Action=ListTopics");
            case S3_NOTIFICATION ->
                    server.s3()
                            .getBucketNotificationConfiguration(b -> b.bucket("photos"))
                            .toString();
            case B2_BUCKETS -> SampleFolder.b2(server, "b2_list_buckets", "{}").toString();
            case B2_KEYS ->
                    SampleFolder.b2(server, "b2_list_keys", "{\"maxKeyCount\":9}").toString();
            case ADMIN_DEAD_LETTERS -> eachDeadLetter();
            case ADMIN_EXPLAIN -> admin("GET", "/v1/explain", "bucket=photos&key=one", "");
            case ADMIN_TOPIC_TEST -> eachTest();
            case METRICS -> admin("GET", "/metrics", "", "");
            case HEALTH -> plain("/healthz");
            case LOG -> String.join("\n", lines());
        };
    }

    private String eachTopic(String action) {
        var all = new StringBuilder();
        for (String name : List.of("basic", "headers", "signed", "oauth")) {
            String shown = sns("Action=" + action + "&TopicArn=arn:aws:sns:default::" + name);
            assertThat(shown).contains(name);
            all.append(shown);
        }
        assertThat(all).contains("***");
        return all.toString();
    }

    private String eachTest() {
        var all = new StringBuilder();
        for (String name :
                List.of("basic", "headers", "signed", "oauth", "files-of-b2/signed-rule")) {
            all.append(admin("POST", "/v1/topics/" + name.replace("/", "%2F") + "/test", "", "{}"));
        }
        return all.toString();
    }

    private String eachDeadLetter() {
        String list = admin("GET", "/v1/deadletters", "", "");
        var all = new StringBuilder(list);
        for (JsonNode letter : JsonMapper.shared().readTree(list).path("deadLetters")) {
            all.append(admin("GET", "/v1/deadletters/" + letter.path("id").asString(), "", ""));
        }
        return all.toString();
    }

    private String sns(String form) {
        try (var calls = new SignedCalls(server.server().s3Url().orElseThrow(), key(), "sns")) {
            var type = Map.of("content-type", "application/x-www-form-urlencoded");
            var reply = calls.send("POST", "/", "", type, form);
            assertThat(reply.status()).as(reply.body()).isEqualTo(200);
            return reply.body();
        }
    }

    private String admin(String method, String path, String query, String body) {
        try (var calls =
                new SignedCalls(server.server().adminUrl().orElseThrow(), key(), "carillon")) {
            var reply = calls.send(method, path, query, body);
            assertThat(reply.status()).as(reply.body()).isEqualTo(200);
            return reply.body();
        }
    }

    private String plain(String path) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            URI url = URI.create(server.server().adminUrl().orElseThrow() + path);
            return http.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString()).body();
        }
    }

    private List<String> lines() {
        return List.copyOf(log.list).stream()
                .filter(line -> line.getLoggerName().contains("carillon"))
                .map(line -> line.getFormattedMessage() + " " + line.getKeyValuePairs())
                .toList();
    }

    private AccessKey key() {
        return server.server().rootKey();
    }

    private static Logger root() {
        var logger = (Logger) LoggerFactory.getLogger("carillon");
        logger.setLevel(Level.DEBUG);
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
