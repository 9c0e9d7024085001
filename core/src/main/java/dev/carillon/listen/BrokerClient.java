package dev.carillon.listen;

import dev.carillon.signature.B2Signature;
import dev.carillon.signature.RequestSignature;
import dev.carillon.signature.Secret;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/**
 * Signed calls to an event broker. A broker that refuses the original's signature is called again
 * with the signature of the whole request, which a strict one asks for. Thread-safe.
 */
public final class BrokerClient {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int UNAUTHORIZED = 401;

    private final URI broker;
    private final Secret secret;
    private final HttpClient http;

    /**
     * Creates a client.
     *
     * @param broker its URL, without a slash at its end
     * @param http sends the calls; the caller closes it
     */
    public BrokerClient(URI broker, Secret secret, HttpClient http) {
        this.broker = broker;
        this.secret = secret;
        this.http = http;
    }

    /** Returns the URL of the broker. */
    URI url() {
        return broker;
    }

    /**
     * Subscribes a URL, and returns the id of the subscription.
     *
     * <p>Carillon's broker sends the messages as B2 wrote them, with their signature; the original
     * one does not know of formats.
     *
     * @param key the same for a call that is repeated, so that it does not subscribe twice
     * @throws IOException if the broker refuses or cannot be reached; the message says why
     */
    String subscribe(String rulePath, URI url, String key) throws IOException {
        byte[] body =
                JSON.createObjectNode()
                        .put("url", url.toString())
                        .put("format", "b2")
                        .toString()
                        .getBytes(StandardCharsets.UTF_8);
        HttpResponse<String> answer = send("POST", rulePath, body, key);
        String id = answer.statusCode() / 100 == 2 ? id(answer.body()) : "";
        if (id.isEmpty()) {
            throw refused("POST", rulePath, answer);
        }
        return id;
    }

    /** Returns whether a subscription exists. */
    boolean has(String path) throws IOException {
        return send("HEAD", path, new byte[0], "").statusCode() / 100 == 2;
    }

    /** Removes a subscription; one that is gone already is fine. */
    void remove(String path) throws IOException {
        HttpResponse<String> answer = send("DELETE", path, new byte[0], "");
        if (answer.statusCode() / 100 != 2 && answer.statusCode() != 404) {
            throw refused("DELETE", path, answer);
        }
    }

    /** Returns whether a signed message without events reaches a URL. */
    boolean reaches(URI url) {
        byte[] body = "{\"event\": []}".getBytes(StandardCharsets.UTF_8);
        try {
            return post(url, "POST", body, "", B2Signature.of(secret, body), "").statusCode() / 100
                    == 2;
        } catch (IOException _) {
            return false;
        }
    }

    private HttpResponse<String> send(String method, String path, byte[] body, String key)
            throws IOException {
        URI url = URI.create(broker + path);
        HttpResponse<String> answer =
                post(url, method, body, key, B2Signature.of(secret, body), "");
        if (answer.statusCode() != UNAUTHORIZED) {
            return answer;
        }
        String now = Long.toString(Instant.now().getEpochSecond());
        var head = new RequestSignature.Head(method, url.getRawPath(), now);
        return post(url, method, body, key, RequestSignature.of(secret, head, body), now);
    }

    private HttpResponse<String> post(
            URI url, String method, byte[] body, String key, String signature, String time)
            throws IOException {
        var request =
                HttpRequest.newBuilder(url)
                        .timeout(LIMIT)
                        .header("User-Agent", "carillon")
                        .header(B2Signature.HEADER, signature)
                        .method(method, BodyPublishers.ofByteArray(body));
        if (!key.isEmpty()) {
            request.header("Idempotency-Key", key);
        }
        if (!time.isEmpty()) {
            request.header(RequestSignature.TIME_HEADER, time);
        }
        if (method.equals("POST")) {
            request.header("Content-Type", "application/json");
        }
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String id(String body) {
        try {
            return JSON.readTree(body).path("id").asString("");
        } catch (JacksonException _) {
            return "";
        }
    }

    private IOException refused(String method, String path, HttpResponse<String> answer) {
        String why =
                answer.statusCode() == UNAUTHORIZED
                        ? "SIGNING_SECRET is not the broker's"
                        : answer.body().strip();
        return new IOException(
                "%s %s%s was answered %d: %s"
                        .formatted(method, broker, path, answer.statusCode(), why));
    }
}
