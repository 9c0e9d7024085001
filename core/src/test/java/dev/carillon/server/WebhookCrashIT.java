package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.signature.AccessKey;
import dev.carillon.signature.McsSignature;
import dev.carillon.signature.Secret;
import dev.carillon.testkit.Answer;
import dev.carillon.testkit.Received;
import dev.carillon.testkit.RecordingReceiver;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/**
 * Tests of a kill -9 around the registration of a webhook: before its confirmation nothing is
 * stored, and after the answer to the client everything is.
 */
class WebhookCrashIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String BUCKET = "/crashes";

    @TempDir Path data;

    @Test
    void a_webhook_is_stored_if_and_only_if_it_was_answered() throws Exception {
        var never = new CountDownLatch(1);
        try (var receiver = RecordingReceiver.start()) {
            receiver.otherwise(new Answer.Held(never, Answer.ok()));
            try (var server = ServerProcess.start(data);
                    var calls = calls(server);
                    var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                assertThat(calls.send("PUT", BUCKET, "", "").status()).isEqualTo(200);
                var put = threads.submit(() -> put(calls, receiver));
                receiver.await(1, PATIENCE);
                server.kill();
                assertThat(put).failsWithin(PATIENCE);
            }
            receiver.otherwise(received -> confirmed(received, receiver));
            try (var server = ServerProcess.start(data);
                    var calls = calls(server)) {
                assertThat(get(calls)).doesNotContain("SimpleTopicConfiguration");
                assertThat(put(calls, receiver).status()).isEqualTo(200);
                server.kill();
            }
            try (var server = ServerProcess.start(data);
                    var calls = calls(server)) {
                assertThat(get(calls)).contains(receiver.url("/hook"));
                assertThat(calls.send("PUT", BUCKET + "/key", "", "x").status()).isEqualTo(200);
                assertThat(receiver.await(3, PATIENCE).getLast().text()).contains("\"key\"");
            }
        }
    }

    private static SignedCalls calls(ServerProcess server) {
        var key =
                new AccessKey(
                        ServerProcess.ACCESS_KEY, Secret.of(ServerProcess.SECRET_KEY), "root");
        return new SignedCalls(server.url(), key, "s3");
    }

    private static SignedCalls.Reply put(SignedCalls calls, RecordingReceiver receiver) {
        String document =
                """
                <NotificationConfiguration><SimpleTopicConfiguration><Id>1</Id><Url>%s</Url>\
                <Event>s3:ObjectCreated:*</Event></SimpleTopicConfiguration>\
                </NotificationConfiguration>\
                """
                        .formatted(receiver.url("/hook"));
        return calls.send("PUT", BUCKET, "notification", document);
    }

    private static String get(SignedCalls calls) {
        return calls.send("GET", BUCKET, "notification", "").body();
    }

    private static Answer confirmed(Received received, RecordingReceiver receiver) {
        JsonNode body = JsonMapper.shared().readTree(received.body());
        if (!body.path("Type").asString("").equals("SubscriptionConfirmation")) {
            return Answer.ok();
        }
        String signature =
                McsSignature.of(
                        receiver.url(received.path()),
                        body.path("TopicArn").asString(),
                        body.path("Timestamp").asString(),
                        body.path("Token").asString());
        return Answer.text(200, "{\"signature\":\"" + signature + "\"}");
    }
}
