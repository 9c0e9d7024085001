package dev.carillon.b2;

import dev.carillon.server.RunningServer;
import dev.carillon.signature.AccessKey;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Speaks the B2 API to a server, by hand. */
final class B2Client implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;
    private String token = "";

    /** An answer. */
    record Said(int status, JsonNode body) {
        String code() {
            return body.path("code").asString("");
        }

        String message() {
            return body.path("message").asString("");
        }
    }

    private B2Client(String url) {
        this.url = url;
    }

    /** With the master key. */
    static B2Client of(RunningServer server) throws Exception {
        AccessKey key = server.server().rootKey();
        return of(server, key.id(), key.secret().revealText());
    }

    /** With some key. */
    static B2Client of(RunningServer server, String id, String secret) throws Exception {
        var client = new B2Client(server.server().b2Url().orElseThrow());
        client.token = client.authorize(id, secret).body().path("authorizationToken").asString("");
        return client;
    }

    /** From now on shows this token. */
    void shows(String other) {
        token = other;
    }

    Said authorize(String id, String secret) throws Exception {
        String pair = id + ":" + secret;
        String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        return send(
                HttpRequest.newBuilder(URI.create(url + "/b2api/v2/b2_authorize_account"))
                        .header("Authorization", "Basic " + basic)
                        .build());
    }

    Said call(String name, String json) throws Exception {
        return send(
                HttpRequest.newBuilder(URI.create(url + "/b2api/v3/" + name))
                        .header("Authorization", token)
                        .POST(BodyPublishers.ofString(json))
                        .build());
    }

    Said get(String name, String query) throws Exception {
        return send(
                HttpRequest.newBuilder(URI.create(url + "/b2api/v3/" + name + "?" + query))
                        .header("Authorization", token)
                        .build());
    }

    private Said send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        return new Said(answer.statusCode(), JSON.readTree(answer.body()));
    }

    @Override
    public void close() {
        http.close();
    }
}
