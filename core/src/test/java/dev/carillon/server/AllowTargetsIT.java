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
import java.util.Map;

/** A server for the whole network delivers to its own machine only when told so. */
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
        server.s3().createBucket(it -> it.bucket("bucket"));
        var rule =
                TopicConfiguration.builder()
                        .id("rule")
                        .topicArn(arn)
                        .events(Event.S3_OBJECT_CREATED)
                        .build();
        server.s3()
                .putBucketNotificationConfiguration(it ->
                        it.bucket("bucket")
                                .notificationConfiguration(n -> n.topicConfigurations(rule)));
    }

    private static void put(RunningServer server) {
        server.s3().putObject(it -> it.bucket("bucket").key("key"), RequestBody.fromString("x"));
    }

    /** Synchronous: tried before the change is answered. */
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
