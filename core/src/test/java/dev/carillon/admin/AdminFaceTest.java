package dev.carillon.admin;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.http.Answer;
import dev.carillon.http.Authentication;
import dev.carillon.http.HttpOptions;
import dev.carillon.http.HttpServer;
import dev.carillon.signature.AccessKey;
import dev.carillon.signature.RequestToSign;
import dev.carillon.signature.Secret;
import dev.carillon.signature.SigV4Signer;
import dev.carillon.stats.Stats;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

class AdminFaceTest {
    private static final AccessKey KEY = new AccessKey("ROOT", Secret.of("secret"), "root");
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));

    private volatile Optional<String> trouble = Optional.empty();
    private final Stats stats = new Stats();
    private final HttpServer server =
            HttpServer.start(
                    HttpOptions.of("admin", "--admin-port", "127.0.0.1", 0),
                    new AdminFace(
                            () -> trouble,
                            stats,
                            new Authentication(
                                    id ->
                                            Optional.of(KEY)
                                                    .filter(accessKey -> accessKey.id().equals(id)),
                                    Set.of(AdminFace.SERVICE),
                                    CLOCK),
                            (request, body) ->
                                    Answer.of(200, "text/plain", request.method() + body.length)),
                    () -> "1");
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void health_is_for_everybody() throws Exception {
        var well = get("/healthz", Map.of());
        assertThat(well.statusCode()).isEqualTo(200);
        assertThat(well.body()).isEqualTo("ok\n");
        trouble = Optional.of("the disk is full");
        var ill = get("/healthz", Map.of());
        assertThat(ill.statusCode()).isEqualTo(503);
        assertThat(ill.body()).isEqualTo("the disk is full\n");
    }

    @Test
    void metrics_are_for_everybody() throws Exception {
        stats.counter("events_lost", "Events lost.").increment();
        var answer = get("/metrics", Map.of());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type").orElse(""))
                .startsWith("text/plain; version=0.0.4");
        assertThat(answer.body()).contains("events_lost_total 1.0");
    }

    @Test
    void all_else_must_be_signed() throws Exception {
        var answer = get("/topics", Map.of());
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(answer.body())
                .startsWith("{\"error\":\"unauthorized\",\"message\":\"Sign the request")
                .contains("CARILLON_ACCESS_KEY");
        assertThat(signed(KEY, "carillon", "/topics").body()).isEqualTo("GET0");
        var other = new AccessKey("ROOT", Secret.of("guess"), "root");
        assertThat(signed(other, "carillon", "/topics").body())
                .contains("\"error\":\"SignatureDoesNotMatch\"");
        assertThat(signed(KEY, "s3", "/topics").statusCode()).isEqualTo(400);
    }

    @Test
    void another_body_than_the_signed_one_is_refused() throws Exception {
        var headers = sign(KEY, "carillon", new RequestToSign("POST", "/x", "", host()), "one");
        var request = request("/x", headers).POST(BodyPublishers.ofString("two"));
        assertThat(client.send(request.build(), BodyHandlers.ofString()).statusCode())
                .isEqualTo(400);
    }

    private HttpResponse<String> signed(AccessKey key, String service, String path)
            throws Exception {
        return get(path, sign(key, service, new RequestToSign("GET", path, "", host()), ""));
    }

    private static Map<String, String> sign(
            AccessKey key, String service, RequestToSign request, String body) {
        var signer = new SigV4Signer(key, "default", service, CLOCK);
        return signer.sign(request, body.getBytes(UTF_8)).fields();
    }

    private Map<String, String> host() {
        return Map.of("host", "127.0.0.1:" + server.port());
    }

    private HttpResponse<String> get(String path, Map<String, String> headers) throws Exception {
        return client.send(request(path, headers).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(URI.create(server.url() + path));
        headers.forEach((name, value) -> {
            if (!name.equals("host")) {
                request.header(name, value);
            }
        });
        return request;
    }
}
