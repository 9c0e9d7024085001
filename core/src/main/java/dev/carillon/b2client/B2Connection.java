package dev.carillon.b2client;

import dev.carillon.signature.AccessKey;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A connection to a B2 service with one key. It authorizes itself at the first call and when its
 * token has expired, and retries after a pause if the service is busy. Not thread-safe; the caller
 * closes it.
 */
public final class B2Connection implements B2Api, AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String PATH = "/b2api/v4/";

    /** The limit for an answer: a test of a rule takes as long as its endpoint does. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);

    private static final int TRIES = 5;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Set<Integer> BUSY = Set.of(429, 503);
    private static final Set<String> WORN_OUT = Set.of("expired_auth_token", "bad_auth_token");

    private final URI endpoint;
    private final AccessKey key;
    private final HttpClient http;
    private @Nullable Session session;

    /** The result of the authorization. */
    private record Session(
            String accountId,
            String apiUrl,
            String s3Url,
            String token,
            Optional<List<String>> buckets) {}

    /**
     * Creates a connection, which sends nothing yet.
     *
     * @param endpoint the address where accounts are authorized, without a slash at its end
     * @param http sends the calls; closed together with this
     */
    public B2Connection(URI endpoint, AccessKey key, HttpClient http) {
        this.endpoint = endpoint;
        this.key = key;
        this.http = http;
    }

    @Override
    public String accountId() {
        return session().accountId();
    }

    /**
     * Returns whether the key may be used for a bucket, which need not exist.
     *
     * @throws B2ClientException if the service refuses the key, or cannot be reached
     */
    public boolean mayUse(String bucket) {
        return session().buckets().map(names -> names.contains(bucket)).orElse(true);
    }

    /**
     * Returns the address of the service's S3 API; empty if it says none.
     *
     * @throws B2ClientException if the service refuses the key, or cannot be reached
     */
    public Optional<URI> s3Url() {
        return Optional.of(session().s3Url())
                .filter(text -> text.matches("https?://[^/?#@\\s]+/?"))
                .map(text -> URI.create(text.replaceAll("/$", "")));
    }

    @Override
    public ObjectNode call(String name, ObjectNode fields) {
        try {
            return callOnce(name, fields);
        } catch (B2ClientException e) {
            if (!WORN_OUT.contains(e.code())) {
                throw e;
            }
            session = null;
            return callOnce(name, fields);
        }
    }

    private ObjectNode callOnce(String name, ObjectNode fields) {
        Session now = session();
        return post(URI.create(now.apiUrl() + PATH + name), now.token(), fields);
    }

    private Session session() {
        Session now = session;
        if (now == null) {
            now = authorize();
            session = now;
        }
        return now;
    }

    private Session authorize() {
        String pair = key.id() + ":" + key.secret().revealText();
        byte[] bytes = pair.getBytes(StandardCharsets.UTF_8);
        URI url = URI.create(endpoint + PATH + "b2_authorize_account");
        String basic = "Basic " + Base64.getEncoder().encodeToString(bytes);
        JsonNode said = post(url, basic, JSON.createObjectNode());
        String apiUrl = said.at("/apiInfo/storageApi/apiUrl").asString("");
        if (apiUrl.isEmpty()) {
            throw notB2(url, 200);
        }
        return new Session(
                said.path("accountId").asString(""),
                apiUrl,
                said.at("/apiInfo/storageApi/s3ApiUrl").asString(""),
                said.path("authorizationToken").asString(""),
                buckets(said.at("/apiInfo/storageApi/allowed/buckets")));
    }

    /** Returns the names of the buckets to which the key is restricted; empty = it is not. */
    private static Optional<List<String>> buckets(JsonNode allowed) {
        return allowed.isArray()
                ? Optional.of(
                        allowed.valueStream()
                                .map(bucket -> bucket.path("name").asString(""))
                                .toList())
                : Optional.empty();
    }

    private ObjectNode post(URI url, String authorization, ObjectNode fields) {
        HttpRequest request =
                HttpRequest.newBuilder(url)
                        .timeout(ANSWER_LIMIT)
                        .header("Authorization", authorization)
                        .header("Content-Type", "application/json")
                        .header("User-Agent", "carillon")
                        .POST(BodyPublishers.ofString(JSON.writeValueAsString(fields)))
                        .build();
        HttpResponse<String> answer = send(request);
        for (int tried = 1; BUSY.contains(answer.statusCode()) && tried < TRIES; tried++) {
            pause(answer, tried);
            answer = send(request);
        }
        return understood(url, answer);
    }

    private HttpResponse<String> send(HttpRequest request) {
        URI at = request.uri();
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (HttpTimeoutException e) {
            throw B2ClientException.of(
                    at + " did not answer in time: the request may still be carried out", e);
        } catch (IOException e) {
            throw B2ClientException.of(
                    "no B2 service answers at %s: start one (carillon serve), or say where it is"
                                    .formatted(endpoint)
                            + " with --endpoint URL",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw B2ClientException.of("interrupted", e);
        }
    }

    /** Waits for as long as the service requests; by default the pause grows with each try. */
    private static void pause(HttpResponse<?> answer, int tried) {
        Duration wanted =
                answer.headers()
                        .firstValue("Retry-After")
                        .filter(firstValue -> firstValue.matches("[0-9]{1,4}"))
                        .map(firstValue -> Duration.ofSeconds(Long.parseLong(firstValue)))
                        .orElse(Duration.ofSeconds(1L << (tried - 1)));
        try {
            Thread.sleep(wanted.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wanted);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw B2ClientException.of("interrupted", e);
        }
    }

    private static ObjectNode understood(URI url, HttpResponse<String> answer) {
        try {
            if (JSON.readTree(answer.body()) instanceof ObjectNode document) {
                if (answer.statusCode() == 200) {
                    return document;
                }
                if (document.path("code").isString() && document.path("message").isString()) {
                    throw B2ClientException.refused(
                            document.path("code").asString(), document.path("message").asString());
                }
            }
        } catch (JacksonException _) {
            // Reported below.
        }
        throw notB2(url, answer.statusCode());
    }

    private static B2ClientException notB2(URI url, int status) {
        return B2ClientException.of(
                "%s answered %d, and not as a B2 service does: is --endpoint right?"
                        .formatted(url, status));
    }

    @Override
    public void close() {
        http.close();
    }
}
