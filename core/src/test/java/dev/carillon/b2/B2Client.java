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
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** A client that speaks the B2 API to a server, by plain HTTP. */
final class B2Client implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;
    private String token = "";

    /** An answer with its warnings. */
    record Said(int status, JsonNode body, String warning) {
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

    /** Creates a client with the master key. */
    static B2Client of(RunningServer server) throws Exception {
        AccessKey key = server.server().rootKey();
        return of(server, key.id(), key.secret().revealText());
    }

    /** Creates a client with a key. */
    static B2Client of(RunningServer server, String id, String secret) throws Exception {
        var client = new B2Client(server.server().b2Url().orElseThrow());
        client.token = client.authorize(id, secret).body().path("authorizationToken").asString("");
        return client;
    }

    /** Uses this token from now on. */
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

    /** Creates a bucket and returns its id. */
    String bucket(String name) throws Exception {
        String json = "{\"bucketName\":\"%s\",\"bucketType\":\"allPrivate\"}".formatted(name);
        return call("b2_create_bucket", json).body().path("bucketId").asString();
    }

    /** Creates a key from the fields and returns a client with it. */
    B2Client key(RunningServer server, String name, String fields) throws Exception {
        Said made = call("b2_create_key", "{\"keyName\":\"" + name + "\"," + fields + "}");
        if (made.status() != 200) {
            throw new AssertionError(made.message());
        }
        return of(
                server,
                made.body().path("applicationKeyId").asString(),
                made.body().path("applicationKey").asString());
    }

    /** Uploads a file to the bucket, with any headers. */
    Said upload(String bucketId, String name, String text, String... headers) throws Exception {
        JsonNode place = call("b2_get_upload_url", "{\"bucketId\":\"" + bucketId + "\"}").body();
        var all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Authorization", place.path("authorizationToken").asString("x")));
        all.addAll(List.of("X-Bz-File-Name", name));
        return send(
                HttpRequest.newBuilder(URI.create(place.path("uploadUrl").asString(url)))
                        .headers(all.toArray(String[]::new))
                        .POST(BodyPublishers.ofString(text))
                        .build());
    }

    /** Sends any request with a body and returns the raw answer. */
    HttpResponse<String> raw(String method, String path, String body, Map<String, String> headers)
            throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url + path));
        headers.forEach(request::header);
        return http.send(
                request.method(method, BodyPublishers.ofString(body)).build(),
                BodyHandlers.ofString());
    }

    /** Returns the authorization with the master key that asks for a token. */
    static String basic(RunningServer server) {
        AccessKey key = server.server().rootKey();
        String pair = key.id() + ":" + key.secret().revealText();
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends any request and returns the raw answer. */
    HttpResponse<String> raw(String method, String path, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(
                request.method(method, BodyPublishers.noBody()).build(), BodyHandlers.ofString());
    }

    /** Returns this client's token. */
    String token() {
        return token;
    }

    private Said send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        return new Said(
                answer.statusCode(),
                JSON.readTree(answer.body()),
                answer.headers().firstValue("x-carillon-warning").orElse(""));
    }

    @Override
    public void close() {
        http.close();
    }
}
