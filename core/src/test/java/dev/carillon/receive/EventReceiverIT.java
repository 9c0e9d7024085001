package dev.carillon.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.endpoint.Certificates;
import dev.carillon.engine.EventRetention;
import dev.carillon.http.Tls;
import dev.carillon.inbound.KeyEncodings;
import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.signature.B2Signature;
import dev.carillon.signature.Secret;
import dev.carillon.testkit.Answer;
import dev.carillon.testkit.Received;
import dev.carillon.testkit.RecordingReceiver;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The receiver that keeps events, from HTTP to the URL to which it forwards them. */
class EventReceiverIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir private Path temp;

    private final RecordingReceiver local = RecordingReceiver.start();
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        client.close();
        local.close();
    }

    @Test
    void an_event_is_forwarded_as_its_publisher_wrote_it() throws Exception {
        try (var receiver = started(MessageChecks.none())) {
            String record = record("a b", 1);
            assertThat(post(receiver, "{\"Records\": [" + record + "]}").statusCode())
                    .isEqualTo(200);
            String event =
                    "{\"eventType\":\"b2:ObjectCreated:Upload\",\"bucketName\":\"b\","
                            + "\"objectName\":\"k\",\"eventId\":\"e1\"}";
            assertThat(post(receiver, "{\"events\":[" + event + "]}").statusCode()).isEqualTo(200);
            assertThat(local.await(2, PATIENCE))
                    .extracting(Received::text)
                    .containsExactlyInAnyOrder(
                            "{\"Records\":[" + record + "]}", "{\"events\":[" + event + "]}");
            assertThat(receiver.counts()).isEqualTo("2 events accepted");
        }
    }

    @Test
    void an_event_is_forwarded_with_the_trace_of_its_publisher() throws Exception {
        String parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        String state = "congo=t61rcWkgMzE";
        local.otherwise(Answer.status(503));
        try (var receiver = started(MessageChecks.none())) {
            String body = "{\"Records\":[" + record("k", 1) + "]}";
            assertThat(
                            post(receiver, body, "traceparent", parent, "tracestate", state)
                                    .statusCode())
                    .isEqualTo(200);
            local.await(1, PATIENCE);
        }
        local.otherwise(Answer.status(200));
        int before = local.requests().size();
        try (var _ = started(MessageChecks.none())) {
            local.await(before + 1, PATIENCE);
        }
        assertThat(local.requests())
                .allSatisfy(received -> {
                    assertThat(received.header("traceparent")).contains(parent);
                    assertThat(received.header("tracestate")).contains(state);
                });
    }

    @Test
    void events_that_were_not_forwarded_wait_for_the_next_receiver_and_repeats_are_known()
            throws Exception {
        local.otherwise(Answer.status(503));
        String body = "{\"Records\":[" + record("k", 1) + "," + record("k", 2) + "]}";
        try (var receiver = started(MessageChecks.none())) {
            post(receiver, body);
            local.await(1, PATIENCE);
        }
        local.otherwise(Answer.status(200));
        try (var receiver = started(MessageChecks.none())) {
            assertThat(post(receiver, body).statusCode()).isEqualTo(200);
            assertThat(receiver.counts()).isEqualTo("0 events accepted, 2 repeated");
        }
    }

    @Test
    void ping_answers_and_other_paths_and_methods_are_refused_with_a_hint() throws Exception {
        try (var receiver = started(MessageChecks.none())) {
            assertThat(get(receiver, "/ping").body()).isEqualTo("Pong\n");
            assertThat(get(receiver, "/webhook").statusCode()).isEqualTo(405);
            assertThat(get(receiver, "/webhook").headers().firstValue("Allow")).contains("POST");
            assertThat(get(receiver, "/webhook/").statusCode()).isEqualTo(404);
            assertThat(get(receiver, "/").body()).contains("POST at /webhook");
        }
    }

    @Test
    void what_is_not_json_or_too_large_is_refused_and_the_receiver_lives() throws Exception {
        try (var receiver = started(MessageChecks.none())) {
            assertThat(post(receiver, "nope").statusCode()).isEqualTo(400);
            assertThat(post(receiver, "").statusCode()).isEqualTo(400);
            String deep = "[".repeat(1_000) + "]".repeat(1_000);
            assertThat(post(receiver, deep).statusCode()).isEqualTo(400);
            assertThat(post(receiver, "x".repeat((8 << 20) + 1)).statusCode()).isEqualTo(413);
            assertThat(post(receiver, "{\"Records\":[]}").statusCode()).isEqualTo(200);
            assertThat(post(receiver, "{}").statusCode()).isEqualTo(200);
            assertThat(receiver.counts()).startsWith("0 events accepted").contains("4 requests");
        }
    }

    @Test
    void a_token_is_demanded_in_a_header_or_the_query() throws Exception {
        var checks =
                new MessageChecks(
                        Optional.of(Secret.of("s3cret")),
                        List.of(),
                        false,
                        KeyEncodings.BY_DIALECT,
                        EventChoice.ALL);
        try (var receiver = started(checks)) {
            String body = "{\"Records\":[" + record("k", 1) + "]}";
            assertThat(post(receiver, body).statusCode()).isEqualTo(401);
            assertThat(post(receiver, body, "Authorization", "Bearer wrong").statusCode())
                    .isEqualTo(401);
            assertThat(post(receiver, body, "Authorization", "Basic s3cret").statusCode())
                    .isEqualTo(401);
            assertThat(post(receiver, body, "authorization", "bearer s3cret").statusCode())
                    .isEqualTo(200);
            assertThat(send(receiver.url() + "?token=wrong", body).statusCode()).isEqualTo(401);
            assertThat(send(receiver.url() + "?token=s3cret", body).statusCode()).isEqualTo(200);
            assertThat(receiver.counts()).startsWith("1 events accepted, 1 repeated");
        }
    }

    @Test
    void a_wrong_signature_is_refused_always_and_a_missing_one_if_one_is_required()
            throws Exception {
        var secret = Secret.of("01234567890123456789012345678901");
        String body = "{\"Records\":[" + record("k", 1) + "]}";
        String right = B2Signature.of(secret, body.getBytes(StandardCharsets.UTF_8));
        try (var receiver = started(signed(secret, true))) {
            assertThat(post(receiver, body).statusCode()).isEqualTo(401);
            assertThat(
                            post(receiver, body, B2Signature.HEADER, "v1=" + "0".repeat(64))
                                    .statusCode())
                    .isEqualTo(401);
            assertThat(post(receiver, body + " ", B2Signature.HEADER, right).statusCode())
                    .isEqualTo(401);
            assertThat(post(receiver, body, B2Signature.HEADER, right).statusCode()).isEqualTo(200);
        }
        try (var receiver = started(signed(secret, false))) {
            assertThat(post(receiver, body).statusCode()).isEqualTo(200);
            assertThat(
                            post(receiver, body, B2Signature.HEADER, "v1=" + "0".repeat(64))
                                    .statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void what_the_choice_excludes_is_acknowledged_and_not_forwarded() throws Exception {
        var choice =
                new EventChoice(
                        EventChoice.types(List.of("ObjectCreated:*")),
                        Set.of("b"),
                        List.of("in/"),
                        List.of(".jpg", ".png"));
        var checks =
                new MessageChecks(
                        Optional.empty(), List.of(), false, KeyEncodings.BY_DIALECT, choice);
        try (var receiver = started(checks)) {
            String body =
                    "{\"Records\":[%s,%s,%s,%s]}"
                            .formatted(
                                    record("in/a.jpg", 1),
                                    record("in/a.gif", 2),
                                    record("out/a.jpg", 3),
                                    record("in/a.jpg", 4).replace("Created:Put", "Removed:Delete"));
            assertThat(post(receiver, body).statusCode()).isEqualTo(200);
            assertThat(local.await(1, PATIENCE)).hasSize(1);
            assertThat(receiver.counts()).isEqualTo("1 events accepted, 3 excluded by options");
        }
    }

    @Test
    void only_named_topics_are_confirmed_and_with_the_url_as_registered() throws Exception {
        String arn = "mcs2883541269|bucketA|s3:ObjectCreated:Put";
        var confirmed = new ConfirmationChoice(Set.of(arn), Optional.of("http://test.com"));
        String question =
                """
                {"Timestamp":"2019-12-26T19:29:12+03:00","Type": "SubscriptionConfirmation",
                "Message":"","TopicArn":"%s","SignatureVersion":"1",
                "Token":"RPE5UuG94rGgBH6kHXN9FUPugFxj1hs2aUQc99btJp3E49tA"}
                """;
        try (var receiver = started(MessageChecks.none(), confirmed)) {
            HttpResponse<String> answer = post(receiver, question.formatted(arn));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body())
                    .isEqualTo(
                            "{\"signature\":\"ea3fce4bb15c6de4fec365d36bcebbc34ccddf54616d5ca12e1972f82b6d37af\"}\n");
            HttpResponse<String> refused = post(receiver, question.formatted(arn + "x"));
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("--allow-topic").doesNotContain("signature\":");
        }
        try (var receiver = started(MessageChecks.none())) {
            assertThat(post(receiver, question.formatted(arn)).statusCode()).isEqualTo(403);
        }
    }

    @Test
    void two_receivers_cannot_have_one_folder_and_a_servers_folder_is_refused() throws Exception {
        try (var _ = started(MessageChecks.none())) {
            assertThatThrownBy(() -> ReceiverFolder.take(temp.resolve("r")))
                    .isInstanceOf(ReceiverException.class)
                    .hasMessageContaining("a receiver or another command uses ")
                    .hasMessageContaining("--data");
        }
        Files.createDirectories(temp.resolve("server/db"));
        assertThatThrownBy(() -> ReceiverFolder.take(temp.resolve("server")))
                .hasMessageContaining("data folder of a server");
        Files.writeString(temp.resolve("file"), "");
        assertThatThrownBy(() -> ReceiverFolder.take(temp.resolve("file")))
                .isInstanceOf(ReceiverException.class)
                .hasMessageContaining("--data");
    }

    @Test
    void the_access_to_the_admin_port_is_the_owners_and_gone_after_the_end() throws Exception {
        Path file = temp.resolve("r/admin");
        try (var _ = started(MessageChecks.none())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            ReceiverAccess access = ReceiverAccess.read(temp.resolve("r")).orElseThrow();
            var health = HttpRequest.newBuilder(URI.create(access.url() + "/healthz")).build();
            assertThat(client.send(health, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
            assertThat(access.toString()).doesNotContain(access.key().secret().revealText());
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void the_access_of_a_killed_receiver_is_gone_as_soon_as_another_one_has_the_folder()
            throws Exception {
        Path file = Files.createDirectory(temp.resolve("r")).resolve("admin");
        Files.writeString(file, "http://127.0.0.1:1\nid\nsecret\n");
        try (var _ = ReceiverFolder.take(temp.resolve("r"))) {
            assertThat(file).doesNotExist();
        }
    }

    @Test
    void a_close_that_fails_in_one_step_takes_the_others() throws Exception {
        Path file = temp.resolve("r/admin");
        var receiver = started(MessageChecks.none());
        Files.delete(file);
        Files.createDirectories(file.resolve("full"));
        assertThatThrownBy(receiver::close).hasMessageContaining("cannot remove");
        Files.delete(file.resolve("full"));
        try (var again = started(MessageChecks.none())) {
            assertThat(post(again, "{\"Records\":[" + record("k", 1) + "]}").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void a_message_that_is_not_understood_is_refused() throws Exception {
        try (var receiver = started(MessageChecks.none())) {
            assertThat(post(receiver, "{}").statusCode()).isEqualTo(200);
            HttpResponse<String> answer = post(receiver, "{\"message\":\"hello\"}");
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("the message has no events: expected Records");
        }
    }

    @Test
    void a_temporary_folder_is_removed() throws Exception {
        ReceiverFolder folder = ReceiverFolder.temporary();
        Path path = folder.path();
        try (var receiver =
                EventReceiver.open(
                        folder,
                        forward(),
                        options(MessageChecks.none(), ConfirmationChoice.none()))) {
            receiver.start();
            assertThat(path.resolve("events")).isDirectory();
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void events_are_taken_by_https_and_not_in_clear_text() throws Exception {
        var made = new Certificates(temp).make("receiver", "ip:127.0.0.1");
        var place =
                new ReceiverPlace(
                        "127.0.0.1", 0, "/webhook", Optional.of(Tls.read(made.pem(), made.key())));
        var options =
                new EventReceiver.Options(
                        place,
                        MessageChecks.none(),
                        ConfirmationChoice.none(),
                        EventRetention.defaults(),
                        Duration.ofSeconds(10));
        String body = "{\"Records\":[" + record("k", 1) + "]}";
        try (var receiver =
                        EventReceiver.open(
                                ReceiverFolder.take(temp.resolve("r")), forward(), options);
                var trusting = HttpClient.newBuilder().sslContext(trust(made.pem())).build()) {
            receiver.start();
            assertThat(receiver.url()).startsWith("https://127.0.0.1:");
            var request =
                    HttpRequest.newBuilder(URI.create(receiver.url()))
                            .POST(BodyPublishers.ofString(body));
            assertThat(trusting.send(request.build(), BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
            assertThat(local.await(1, PATIENCE).getFirst().text()).isEqualTo(body);

            var clear = URI.create(receiver.url().replace("https:", "http:"));
            assertThatThrownBy(() ->
                            client.send(request.copy().uri(clear).build(), BodyHandlers.ofString()))
                    .isInstanceOf(IOException.class);
            assertThat(receiver.counts()).isEqualTo("1 events accepted");
        }
    }

    private static SSLContext trust(Path pem) throws Exception {
        var keys = KeyStore.getInstance(KeyStore.getDefaultType());
        keys.load(null, null);
        try (var in = Files.newInputStream(pem)) {
            keys.setCertificateEntry(
                    "receiver", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(keys);
        var context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    private EventReceiver started(MessageChecks checks) {
        return started(checks, ConfirmationChoice.none());
    }

    private EventReceiver started(MessageChecks checks, ConfirmationChoice confirmed) {
        var receiver =
                EventReceiver.open(
                        ReceiverFolder.take(temp.resolve("r")),
                        forward(),
                        options(checks, confirmed));
        receiver.start();
        return receiver;
    }

    private Outlet forward() {
        return Outlet.forward(local.url("/in"), DeliveryPolicy.defaults());
    }

    private static EventReceiver.Options options(
            MessageChecks checks, ConfirmationChoice confirmed) {
        return new EventReceiver.Options(
                new ReceiverPlace("127.0.0.1", 0, "/webhook", Optional.empty()),
                checks,
                confirmed,
                EventRetention.defaults(),
                Duration.ofSeconds(10));
    }

    private static MessageChecks signed(Secret secret, boolean required) {
        return new MessageChecks(
                Optional.empty(),
                List.of(new SigningSecret("secret 1", secret)),
                required,
                KeyEncodings.BY_DIALECT,
                EventChoice.ALL);
    }

    private static String record(String key, int sequencer) {
        return """
        {"eventName":"s3:ObjectCreated:Put","eventSource":"aws:s3","eventVersion":"1.0",\
        "s3":{"bucket":{"name":"b"},"object":{"key":"%s","size":5,"sequencer":%d}}}\
        """
                .formatted(key, sequencer);
    }

    private HttpResponse<String> post(EventReceiver receiver, String body, String... headers)
            throws Exception {
        return send(receiver.url(), body, headers);
    }

    private HttpResponse<String> send(String url, String body, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url)).POST(BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(EventReceiver receiver, String path) throws Exception {
        URI url = URI.create(receiver.url()).resolve(path);
        return client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
    }
}
