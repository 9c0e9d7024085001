package dev.carillon.s3;

import dev.carillon.signature.AccessKey;
import dev.carillon.signature.RequestToSign;
import dev.carillon.signature.Secret;
import dev.carillon.signature.SigV4Signer;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A reader of a live tail over HTTP, for tests. */
public final class LiveReader implements AutoCloseable {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final HttpResponse<InputStream> answer;
    private final BufferedReader lines;

    private LiveReader(HttpResponse<InputStream> answer) {
        this.answer = answer;
        this.lines =
                new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    /** Opens a stream with the key of {@link S3World}. */
    static LiveReader open(String url, String target) {
        return open(url, target, Map.of());
    }

    static LiveReader open(String url, String target, Map<String, String> headers) {
        return open(
                url,
                target,
                headers,
                new AccessKey(S3World.KEY_ID, Secret.of(S3World.SECRET), "root"));
    }

    /** Opens a stream. */
    public static LiveReader open(
            String url, String target, Map<String, String> headers, AccessKey key) {
        URI server = URI.create(url);
        int question = target.indexOf('?');
        var all = new HashMap<>(headers);
        all.put("host", server.getAuthority());
        var signed =
                new SigV4Signer(key, "default", "s3", InstantSource.system())
                        .sign(
                                new RequestToSign(
                                        "GET",
                                        target.substring(0, question),
                                        target.substring(question + 1),
                                        all),
                                new byte[0]);
        var request = HttpRequest.newBuilder(URI.create(url + target)).GET();
        signed.fields()
                .forEach((name, value) -> {
                    if (!name.equals("host")) {
                        request.header(name, value);
                    }
                });
        try {
            return new LiveReader(
                    CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Returns the status of the answer. */
    public int status() {
        return answer.statusCode();
    }

    /** Returns a header of the answer. */
    String header(String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    /** Returns the code of S3's error document. */
    public String code() {
        String text = rest();
        int from = text.indexOf("<Code>");
        return from < 0 ? "" : text.substring(from + 6, text.indexOf("</Code>"));
    }

    /** Returns everything up to the end of the answer. */
    String rest() {
        try {
            var text = new StringBuilder();
            for (int next = lines.read(); next >= 0; next = lines.read()) {
                text.append((char) next);
            }
            return text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the next line, without white space around it; blocks until it is there. */
    String line() {
        try {
            String line = lines.readLine();
            return line == null ? "" : line.strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the next characters; blocks until they are there. */
    String characters(int count) {
        try {
            var text = new StringBuilder();
            while (text.length() < count) {
                text.append((char) lines.read());
            }
            return text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the next event's line; blocks until it is there. */
    public JsonNode event() {
        while (true) {
            String line = line();
            if (line.isEmpty()) {
                throw new IllegalStateException("the stream ended");
            }
            JsonNode json = JsonMapper.shared().readTree(line);
            if (!json.path("Records").isNull() || json.has("error")) {
                return json;
            }
        }
    }

    /** Returns the keys of the next events. */
    public List<String> keys(int count) {
        var keys = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            keys.add(key(event()));
        }
        return keys;
    }

    /** Returns the key of the event in a line. */
    static String key(JsonNode line) {
        return line.at("/Records/0/s3/object/key").asString();
    }

    /** Leaves without reading the rest. */
    @Override
    public void close() {
        try {
            answer.body().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
