package dev.carillon.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.engine.EventRetention;
import dev.carillon.inbound.KeyEncodings;
import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.server.RunningServer;
import dev.carillon.server.Setting;
import dev.carillon.server.SignedCalls;
import dev.carillon.signature.Secret;
import dev.carillon.testkit.RecordingReceiver;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A topic signs, and a receiver that demands signatures takes its messages, in every form. */
class SignedTopicIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String OLD = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String NEW = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String B2 = "01234567890123456789abcdefABCDEF";

    @TempDir private Path temp;
    private final RecordingReceiver local = RecordingReceiver.start();
    private RunningServer server;

    @BeforeEach
    void start() {
        server =
                RunningServer.over(
                        temp.resolve("s"), Map.of(Setting.ALLOW_SECRETS_IN_CLEARTEXT, "true"));
        server.s3().createBucket(builder -> builder.bucket("bucket"));
    }

    @AfterEach
    void stop() {
        server.close();
        local.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "cloudevents=true",
                "cloudevents=spec",
                "cloudevents=spec cloudevents-mode=structured"
            })
    void the_receiver_takes_what_the_topic_signs(String form) throws Exception {
        try (var receiver = receiver(OLD)) {
            String arn = bind(receiver, form, "webhook-secret", OLD);
            put("a b\u00e9%");
            assertThat(local.await(1, PATIENCE).getFirst().text()).contains("a b\u00e9%");
            if (form.isEmpty()) {
                demandRotation(receiver, arn);
            }
        }
    }

    private void demandRotation(EventReceiver receiver, String arn) throws Exception {
        set(arn, "webhook-secret", NEW + " " + OLD);
        put("both");
        local.await(2, PATIENCE);
        set(arn, "webhook-secret", "");
        set(arn, "b2-signing-secret", B2);
        put("b2");
        local.await(3, PATIENCE);
        assertThat(test()).as("the test message is signed").contains("\"ok\":true");
        set(arn, "b2-signing-secret", "");
        put("unsigned");
        set(arn, "webhook-secret", NEW);
        put("unknown secret");
        assertThat(test()).contains("401").contains("\"ok\":false");
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(receiver.counts())
                                .startsWith("3 events accepted")
                                .contains("3 requests"));
    }

    private String test() {
        try (var calls =
                new SignedCalls(
                        server.server().adminUrl().orElseThrow(),
                        server.server().rootKey(),
                        "carillon")) {
            return calls.send("POST", "/v1/topics/topic/test", "", "{}").body();
        }
    }

    private void put(String key) {
        server.s3()
                .putObject(
                        builder -> builder.bucket("bucket").key(key),
                        RequestBody.fromString("hello"));
    }

    private void set(String arn, String name, String value) {
        server.sns()
                .setTopicAttributes(
                        builder -> builder.topicArn(arn).attributeName(name).attributeValue(value));
    }

    private String bind(EventReceiver receiver, String form, String name, String secret) {
        var all =
                new HashMap<>(
                        Map.of(
                                "push-endpoint",
                                receiver.url(),
                                "persistent",
                                "true",
                                "final-statuses",
                                "401",
                                name,
                                secret));
        for (String one : form.split(" ", -1)) {
            if (!one.isEmpty()) {
                all.put(one.split("=", -1)[0], one.split("=", -1)[1]);
            }
        }
        String arn = server.topic("topic", all);
        var rule =
                TopicConfiguration.builder()
                        .id("rule.1")
                        .topicArn(arn)
                        .events(Event.S3_OBJECT_CREATED)
                        .build();
        server.s3()
                .putBucketNotificationConfiguration(builder ->
                        builder.bucket("bucket")
                                .notificationConfiguration(
                                        rules -> rules.topicConfigurations(rule)));
        return arn;
    }

    private EventReceiver receiver(String webhook) {
        var checks =
                new MessageChecks(
                        Optional.empty(),
                        List.of(
                                new SigningSecret("secret 1", Secret.of(webhook)),
                                new SigningSecret("secret 2", Secret.of(B2))),
                        true,
                        KeyEncodings.BY_DIALECT,
                        EventChoice.ALL);
        var options =
                new EventReceiver.Options(
                        new ReceiverPlace("127.0.0.1", 0, "/webhook", Optional.empty()),
                        checks,
                        ConfirmationChoice.none(),
                        EventRetention.defaults(),
                        Duration.ofSeconds(10));
        var receiver =
                EventReceiver.open(
                        ReceiverFolder.take(temp.resolve("r")),
                        Outlet.forward(local.url("/in"), DeliveryPolicy.defaults()),
                        options);
        receiver.start();
        return receiver;
    }
}
