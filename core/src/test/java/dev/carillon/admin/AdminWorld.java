package dev.carillon.admin;

import dev.carillon.server.RunningServer;
import dev.carillon.server.Setting;
import dev.carillon.signature.RequestToSign;
import dev.carillon.signature.SigV4Signer;
import dev.carillon.testkit.Received;
import dev.carillon.testkit.RecordingReceiver;

import org.awaitility.Awaitility;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;

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
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** A server with a bucket, a receiver for its topics, and signed calls to its admin port. */
final class AdminWorld implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final JsonMapper JSON = JsonMapper.shared();

    final RecordingReceiver receiver = RecordingReceiver.start();
    final RunningServer server;
    final String bucket;
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<TopicConfiguration> rules = new ArrayList<>();

    AdminWorld(Path data, String bucket) {
        this(data, bucket, Map.of());
    }

    AdminWorld(Path data, String bucket, Map<Setting, String> more) {
        this.server = RunningServer.over(data, more);
        this.bucket = bucket;
        server.s3().createBucket(builder -> builder.bucket(bucket));
    }

    /** The answer to a call. */
    record Reply(int status, JsonNode body) {
        String error() {
            return body.path("error").asString();
        }

        String message() {
            return body.path("message").asString();
        }
    }

    /** Creates a topic that leads to the receiver, and returns its ARN. */
    String topic(String name, boolean persistent) {
        return server.topic(
                name,
                Map.of(
                        "push-endpoint",
                        receiver.url("/" + name),
                        "persistent",
                        Boolean.toString(persistent),
                        "retry_sleep_duration",
                        "3600"));
    }

    /** Adds a rule for keys with a prefix to those of the bucket. */
    void rule(String id, String arn, String prefix) {
        var rule =
                TopicConfiguration.builder().id(id).topicArn(arn).events(Event.S3_OBJECT_CREATED);
        if (!prefix.isEmpty()) {
            var condition = FilterRule.builder().name("prefix").value(prefix).build();
            rule.filter(builder -> builder.key(key -> key.filterRules(condition)));
        }
        add(rule.build());
    }

    /** Adds a rule for events of one name to those of the bucket. */
    void ask(String id, String arn, String event) {
        add(TopicConfiguration.builder().id(id).topicArn(arn).eventsWithStrings(event).build());
    }

    private void add(TopicConfiguration rule) {
        rules.add(rule);
        server.s3()
                .putBucketNotificationConfiguration(builder ->
                        builder.bucket(bucket)
                                .notificationConfiguration(n -> n.topicConfigurations(rules)));
    }

    void put(String key) {
        server.s3()
                .putObject(builder -> builder.bucket(bucket).key(key), RequestBody.fromString("x"));
    }

    Reply get(String path) {
        int mark = path.indexOf('?');
        return mark < 0
                ? send("GET", path, "", "")
                : send("GET", path.substring(0, mark), path.substring(mark + 1), "");
    }

    Reply post(String path, String body) {
        return send("POST", path, "", body);
    }

    /** Waits until a topic has {@code count} letters, and returns them. */
    List<JsonNode> letters(String topic, int count) {
        return eventually(() -> {
            JsonNode all = get("/v1/deadletters?topic=" + topic).body().path("deadLetters");
            return all.size() == count ? List.copyOf(all.values()) : List.of();
        });
    }

    /** Waits until {@code count} requests have arrived for a topic, and returns them. */
    List<Received> sentTo(String topic, int count) {
        return eventually(() -> {
            List<Received> sent =
                    receiver.requests().stream()
                            .filter(received -> received.path().equals("/" + topic))
                            .toList();
            return sent.size() == count ? sent : List.of();
        });
    }

    /** Waits until the explanation of the newest event of a key has this outcome for a rule. */
    JsonNode finding(String key, String rule, String outcome) {
        return finding(key, rule, node -> node.path("outcome").asString().equals(outcome));
    }

    /** Waits until the explanation of the newest event of a key has such a finding for a rule. */
    JsonNode finding(String key, String rule, Predicate<JsonNode> wanted) {
        return eventually(() ->
                        explain(key)
                                .path(0)
                                .path("findings")
                                .valueStream()
                                .filter(node -> node.path("rule").asString().equals(rule))
                                .filter(wanted)
                                .toList())
                .getFirst();
    }

    /** Returns the events of a key with their explanations. */
    JsonNode explain(String key) {
        return get("/v1/explain?bucket=" + bucket + "&key=" + key).body().path("events");
    }

    Reply send(String method, String path, String query, String body) {
        String url = server.server().adminUrl().orElseThrow();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        var host = new HashMap<>(Map.of("host", url.replace("http://", "")));
        var signer =
                new SigV4Signer(
                        server.server().rootKey(), "any", "carillon", InstantSource.system());
        var request =
                HttpRequest.newBuilder(
                                URI.create(url + path + (query.isEmpty() ? "" : "?" + query)))
                        .method(method, BodyPublishers.ofByteArray(bytes));
        signer.sign(new RequestToSign(method, path, query, host), bytes)
                .fields()
                .forEach((name, value) -> {
                    if (!name.equals("host")) {
                        request.header(name, value);
                    }
                });
        HttpResponse<byte[]> answer = exchange(request.build());
        return new Reply(answer.statusCode(), JSON.readTree(answer.body()));
    }

    private HttpResponse<byte[]> exchange(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static <T> List<T> eventually(Callable<List<T>> found) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(found, list -> !list.isEmpty());
    }

    @Override
    public void close() {
        client.close();
        server.close();
        receiver.close();
    }
}
