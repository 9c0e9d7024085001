package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.testkit.RecordingReceiver;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;
import software.amazon.awssdk.services.sns.model.SnsException;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A server that listens on all addresses delivers to its own machine only if it is configured to.
 */
class AllowTargetsIT {
    @TempDir Path folder;

    private final RecordingReceiver receiver = RecordingReceiver.start();

    @AfterEach
    void stop() {
        receiver.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost"})
    void loopback_is_refused_with_the_flag_that_would_allow_it(String host) {
        String url = receiver.url("/").replace("127.0.0.1", host);
        try (var server = listeningEverywhere("10.0.0.0/8")) {
            assertThatThrownBy(() -> server.topic("topic", target(url)))
                    .isInstanceOf(SnsException.class)
                    .hasMessageContaining("--allow-targets 127.0.0.1");
        }
    }

    @Test
    void no_way_to_write_an_address_of_this_machine_is_taken() {
        try (var server = listeningEverywhere("10.0.0.0/8,169.254.0.0/16,::/0")) {
            for (String host :
                    List.of(
                            "127.1",
                            "127.0.0.1.",
                            "2130706433",
                            "017700000001",
                            "0x7f.1",
                            "0x7f000001.",
                            "127.0.0.08",
                            "127.0.0.1.1",
                            "0",
                            "0.0.0.0",
                            "１２７。０。０。１",
                            "①②⑦.⓪.⓪.①",
                            "%31%32%37.0.0.1",
                            "[::ffff:127.0.0.1]",
                            "[::ffff:7f00:1]",
                            "[::127.0.0.1]",
                            "[::ffff:0:7f00:1]",
                            "[64:ff9b::7f00:1]",
                            "[2002:7f00:1::]",
                            "[2606:4700::5efe:127.0.0.1]",
                            "[2001:0:7f00:1::f7f7:f7f7]",
                            "[::ffff:169.254.169.254]",
                            "169.254.169.254",
                            "[fd00:ec2::254]",
                            "localhost.",
                            "ＬＯＣＡＬＨＯＳＴ",
                            "example.com@127.0.0.1")) {
                String url = "http://" + host + ":" + receiver.port() + "/";
                assertThatThrownBy(() -> server.topic("topic", target(url)))
                        .as(host)
                        .isInstanceOf(SnsException.class);
            }
        }
        assertThat(receiver.connections()).isZero();
    }

    @Test
    void a_topic_made_while_loopback_was_named_reaches_nobody_when_it_is_not_any_more() {
        try (var server = listeningEverywhere("127.0.0.0/8")) {
            bind(server, receiver.url("/hook"));
        }
        try (var server = listeningEverywhere("")) {
            put(server);
            assertThat(receiver.requests()).isEmpty();
        }
    }

    @Test
    void loopback_that_was_named_is_delivered_to() throws Exception {
        try (var server = listeningEverywhere("127.0.0.0/8")) {
            bind(server, receiver.url("/hook"));
            put(server);
            assertThat(receiver.await(1, Duration.ofSeconds(20)).getFirst().path())
                    .isEqualTo("/hook");
        }
    }

    private static void bind(RunningServer server, String url) {
        String arn = server.topic("topic", target(url));
        server.s3().createBucket(builder -> builder.bucket("bucket"));
        var rule =
                TopicConfiguration.builder()
                        .id("rule")
                        .topicArn(arn)
                        .events(Event.S3_OBJECT_CREATED)
                        .build();
        server.s3()
                .putBucketNotificationConfiguration(builder ->
                        builder.bucket("bucket")
                                .notificationConfiguration(n -> n.topicConfigurations(rule)));
    }

    private static void put(RunningServer server) {
        server.s3()
                .putObject(
                        builder -> builder.bucket("bucket").key("key"),
                        RequestBody.fromString("x"));
    }

    /** Creates a synchronous topic: the endpoint is attempted before the change is answered. */
    private static Map<String, String> target(String url) {
        return Map.of("push-endpoint", url);
    }

    private RunningServer listeningEverywhere(String allowed) {
        Server server =
                Server.start(
                        ServerConfig.of(
                                RunningServer.settings(folder)
                                        .with(Setting.HOST, "0.0.0.0")
                                        .with(Setting.ALLOW_TARGETS, allowed)));
        int port = URI.create(server.s3Url().orElseThrow()).getPort();
        return new RunningServer(
                server, UrlConnectionHttpClient.builder(), "http://127.0.0.1:" + port);
    }
}
