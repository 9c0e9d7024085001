package dev.carillon.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.signature.B2Signature;
import dev.carillon.signature.Secret;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

@Timeout(30)
class RequestBinTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final byte[] BODY =
            "{\"events\":[{\"eventType\":\"b2:TestEvent\"}]}".getBytes(StandardCharsets.UTF_8);
    private static final Secret SECRET = Secret.of("01234567890123456789012345678901");

    private final StringWriter out = new StringWriter();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void shows_a_request_as_the_original_did_and_says_who_signed_it() throws Exception {
        try (var receiver = receiver(Receiver.Style.REQUESTS, Rehearsal.NONE)) {
            receiver.start();

            assertThat(post(receiver, BODY).statusCode()).isEqualTo(200);
        }

        assertThat(out.toString().lines())
                .startsWith("POST request,", "Path: /hook?x=%20y", "Headers:")
                .anyMatch(line -> line.equalsIgnoreCase("x-test: yes"))
                .containsSubsequence(
                        "",
                        "Body:",
                        "{",
                        "  \"events\": [",
                        "    {",
                        "      \"eventType\": \"b2:TestEvent\"",
                        "    }",
                        "  ]",
                        "}",
                        "",
                        "From: 127.0.0.1 at 2026-01-02T03:04:05Z",
                        "Signature: valid: B2 (v1), secret 1",
                        "Answer: 200");
    }

    @Test
    void shows_requests_without_events_too() throws Exception {
        try (var receiver = receiver(Receiver.Style.REQUESTS, Rehearsal.NONE)) {
            receiver.start();
            var get = HttpRequest.newBuilder(URI.create(receiver.url() + "/ready")).build();
            client.send(get, BodyHandlers.discarding());
        }

        assertThat(out.toString())
                .startsWith("GET request,")
                .contains("Path: /ready")
                .doesNotContain("Body:", "Signature:");
    }

    @Test
    void a_line_of_json_has_the_whole_request() throws Exception {
        try (var receiver = receiver(Receiver.Style.REQUEST_OBJECTS, answering("503"))) {
            receiver.start();

            post(receiver, BODY);
            post(receiver, new byte[] {(byte) 0xff, 0});
        }

        List<JsonNode> shown =
                out.toString().lines().map(line -> JsonMapper.shared().readTree(line)).toList();
        assertThat(shown).hasSize(2);
        JsonNode first = shown.getFirst();
        assertThat(first.propertyNames())
                .containsExactly(
                        "time", "from", "method", "path", "headers", "body", "signature", "answer");
        assertThat(first.path("body").stringValue())
                .isEqualTo(new String(BODY, StandardCharsets.UTF_8));
        assertThat(first.path("signature").toString())
                .isEqualTo(
                        "{\"verdict\":\"valid\",\"scheme\":\"B2 (v1)\",\"secret\":\"secret 1\"}");
        assertThat(first.path("answer").toString()).isEqualTo("{\"status\":503,\"delayMillis\":0}");
        assertThat(shown.getLast().path("bodyBase64").stringValue()).isEqualTo("/wA=");
    }

    @Test
    void event_lines_are_followed_by_the_finding_and_a_rehearsed_answer() throws Exception {
        try (var receiver = receiver(Receiver.Style.EVENTS, answering("503"))) {
            receiver.start();

            assertThat(post(receiver, BODY).statusCode()).isEqualTo(503);
        }

        assertThat(out.toString().lines().skip(1))
                .containsExactly("  signature valid: B2 (v1), secret 1", "  answered 503");
    }

    @Test
    void bodies_stay_alone_on_their_lines_whatever_is_rehearsed() throws Exception {
        try (var receiver = receiver(Receiver.Style.BODIES, answering("429"))) {
            receiver.start();

            post(receiver, BODY);
        }

        assertThat(out.toString().lines())
                .containsExactly(new String(BODY, StandardCharsets.UTF_8));
    }

    @Test
    void an_overloaded_answer_says_when_to_try_again() throws Exception {
        var rehearsal =
                new Rehearsal(
                        List.of(Rehearsal.Share.parse("429")),
                        Duration.ZERO,
                        Optional.of(Duration.ofSeconds(7)),
                        Optional.empty());
        try (var receiver = receiver(Receiver.Style.EVENTS, rehearsal)) {
            receiver.start();

            assertThat(post(receiver, BODY).headers().firstValue("Retry-After")).contains("7");
        }
    }

    /** If the delays were one after another, they would take 80 s. */
    @Test
    void slow_answers_do_not_wait_for_each_other() throws Exception {
        try (var receiver = receiver(Receiver.Style.EVENTS, late(Duration.ofMillis(400)))) {
            receiver.start();
            long begun = System.nanoTime();

            var answers =
                    IntStream.range(0, 200)
                            .mapToObj(_ ->
                                    client.sendAsync(
                                            request(receiver, BODY), BodyHandlers.ofString()))
                            .toList();
            answers.forEach(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));

            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isBetween(Duration.ofMillis(400), Duration.ofSeconds(20));
        }
    }

    @Test
    void a_receiver_that_stops_does_not_wait_for_its_delays() throws Exception {
        CompletableFuture<HttpResponse<String>> answer;
        try (var receiver = receiver(Receiver.Style.EVENTS, late(Rehearsal.MAX_DELAY))) {
            receiver.start();
            answer = client.sendAsync(request(receiver, BODY), BodyHandlers.ofString());
            while (out.getBuffer().isEmpty()) {
                Thread.onSpinWait();
            }
        }
        assertThat(answer.join().statusCode()).isEqualTo(200);
    }

    private static Rehearsal answering(String share) {
        return new Rehearsal(
                List.of(Rehearsal.Share.parse(share)),
                Duration.ZERO,
                Optional.empty(),
                Optional.empty());
    }

    private static Rehearsal late(Duration delay) {
        return new Rehearsal(List.of(), delay, Optional.empty(), Optional.empty());
    }

    private Receiver receiver(Receiver.Style style, Rehearsal rehearsal) {
        var secrets = List.of(new SigningSecret("secret 1", SECRET));
        return new Receiver(
                new Receiver.Options("127.0.0.1", 0, style, secrets, rehearsal), () -> NOW, out);
    }

    private HttpResponse<String> post(Receiver receiver, byte[] body) throws Exception {
        return client.send(request(receiver, body), BodyHandlers.ofString());
    }

    private static HttpRequest request(Receiver receiver, byte[] body) {
        return HttpRequest.newBuilder(URI.create(receiver.url() + "/hook?x=%20y"))
                .header("X-Test", "yes")
                .header(B2Signature.HEADER, B2Signature.of(SECRET, body))
                .POST(BodyPublishers.ofByteArray(body))
                .build();
    }
}
