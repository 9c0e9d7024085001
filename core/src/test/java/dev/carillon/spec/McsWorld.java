package dev.carillon.spec;

import dev.carillon.server.RunningServer;
import dev.carillon.server.Setting;
import dev.carillon.server.SignedCalls;
import dev.carillon.server.SignedCalls.Reply;
import dev.carillon.signature.McsSignature;
import dev.carillon.testkit.Answer;
import dev.carillon.testkit.Received;
import dev.carillon.testkit.RecordingReceiver;

import org.awaitility.Awaitility;

import software.amazon.awssdk.core.sync.RequestBody;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A server with a bucket, a receiver that confirms its subscriptions, and signed raw calls. */
final class McsWorld implements AutoCloseable {
    static final String BUCKET = "bucketa";
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final JsonMapper JSON = JsonMapper.shared();

    final RecordingReceiver receiver;
    final RunningServer server;
    private final SignedCalls s3;
    private final SignedCalls admin;

    McsWorld(Path data) {
        this(data, Map.of());
    }

    McsWorld(Path data, Map<Setting, String> more) {
        this(data, more, RecordingReceiver.start());
        receiver.otherwise(this::confirmed);
        server.s3().createBucket(builder -> builder.bucket(BUCKET));
    }

    private McsWorld(Path data, Map<Setting, String> more, RecordingReceiver receiver) {
        this.receiver = receiver;
        server = RunningServer.over(data, more);
        var key = server.server().rootKey();
        s3 = new SignedCalls(server.server().s3Url().orElseThrow(), key, "s3");
        admin = new SignedCalls(server.server().adminUrl().orElseThrow(), key, "carillon");
    }

    /** Stops the server, and starts another one over its folder, with the same receiver. */
    McsWorld restarted(Path data) {
        stopServer();
        return new McsWorld(data, Map.of(), receiver);
    }

    /** Returns the XML of a webhook for created objects that delivers to a path of the receiver. */
    String webhook(String id, String path) {
        return xml(id, receiver.url(path), "<Event>s3:ObjectCreated:*</Event>");
    }

    /** Returns the XML of a webhook; {@code rest} are its events and its filter. */
    static String xml(String id, String url, String rest) {
        return "<SimpleTopicConfiguration><Id>%s</Id><Url>%s</Url>%s</SimpleTopicConfiguration>"
                .formatted(id, url, rest);
    }

    /** Puts a notification document with these elements. */
    Reply put(String inside) {
        return put(inside, Map.of());
    }

    /** Puts a notification document with these elements and headers. */
    Reply put(String inside, Map<String, String> headers) {
        return s3.send(
                "PUT",
                "/" + BUCKET,
                "notification",
                headers,
                "<NotificationConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
                        + inside
                        + "</NotificationConfiguration>");
    }

    /** Returns the bucket's notification document. */
    String get() {
        return get("notification").body();
    }

    /** Returns the answer to a GET of a sub-resource of the bucket. */
    Reply get(String query) {
        return s3.send("GET", "/" + BUCKET, query, "");
    }

    /** Deletes notifications of the bucket. */
    Reply delete(String query) {
        return s3.send("DELETE", "/" + BUCKET, query, "");
    }

    /** Uploads an object. */
    void upload(String key, String text) {
        server.s3()
                .putObject(
                        builder -> builder.bucket(BUCKET).key(key), RequestBody.fromString(text));
    }

    /** Gets a document of the admin port. */
    JsonNode admin(String path, String query) {
        return JSON.readTree(admin.send("GET", path, query, "").body());
    }

    /** Returns the metrics as text. */
    String metrics() {
        return admin.send("GET", "/metrics", "", "").body();
    }

    /** Posts a document to the admin port. */
    JsonNode adminPost(String path, String body) {
        return JSON.readTree(admin.send("POST", path, "", body).body());
    }

    /** Waits until a document of the admin port is as wanted, and returns it. */
    JsonNode adminUntil(String path, String query, Predicate<JsonNode> wanted) {
        return Awaitility.await().atMost(PATIENCE).until(() -> admin(path, query), wanted);
    }

    /** Waits for as many records at a path of the receiver, and returns all that came. */
    List<Received> records(String path, int count) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> matching(path, "Notification"), some -> some.size() >= count);
    }

    /** Returns the keys of these records. */
    static List<String> keys(List<Received> records) {
        return records.stream()
                .map(received -> JSON.readTree(received.body()))
                .map(body -> body.at("/Records/0/s3/object/key").asString())
                .toList();
    }

    /** Returns the confirmations for which a path of the receiver was asked. */
    List<Received> confirmations(String path) {
        return matching(path, "SubscriptionConfirmation");
    }

    private List<Received> matching(String path, String type) {
        return receiver.requests().stream()
                .filter(received -> received.path().equals(path))
                .filter(received ->
                        received.header("x-amz-sns-message-type").orElse("").equals(type))
                .toList();
    }

    /** Answers as a receiver of the documents does. */
    Answer confirmed(Received received) {
        JsonNode body = JSON.readTree(received.body());
        if (!body.path("Type").asString("").equals("SubscriptionConfirmation")) {
            return Answer.ok();
        }
        return Answer.text(200, "{\"signature\":\"" + signature(received, body) + "\"}\n");
    }

    private String signature(Received received, JsonNode body) {
        return McsSignature.of(
                receiver.url(received.path()),
                body.path("TopicArn").asString(),
                body.path("Timestamp").asString(),
                body.path("Token").asString());
    }

    private void stopServer() {
        s3.close();
        admin.close();
        server.close();
    }

    @Override
    public void close() {
        stopServer();
        receiver.close();
    }
}
