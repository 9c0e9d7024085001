package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.journal.EventLog;
import dev.carillon.journal.Journal;
import dev.carillon.journal.KeptEvent;
import dev.carillon.signature.AccessKey;
import dev.carillon.signature.B2Signature;
import dev.carillon.signature.RequestToSign;
import dev.carillon.signature.Secret;
import dev.carillon.signature.SigV4Signer;
import dev.carillon.state.RocksState;
import dev.carillon.testkit.Received;
import dev.carillon.testkit.RecordingReceiver;

import software.amazon.awssdk.core.sync.RequestBody;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;

/**
 * The recipients of a {@link SampleFolder}, from format 3 on: a topic with CloudEvents headers and
 * a B2 rule each of which is owed an event, and a B2 rule that was suspended and has a dead letter.
 */
final class SampleRecipients {
    /** The number of deliveries owed in addition to those of {@link SampleFolder#OWED}. */
    static final int OWED = 2;

    /**
     * The port of the receiver, fixed because an expired event is attempted once: the receiver must
     * be present then.
     */
    private static final int PORT = 21_947;

    private static final String BUCKET = "debtors";
    private static final String SECRET = "ssssssssssssssssssssssssssssssss";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final RunningServer server;
    private final RecordingReceiver receiver;
    private final Map<String, String> eventIds;

    /**
     * Creates the check of a folder over which a server runs.
     *
     * @param receiver of the waiting rule, started before the server
     * @param eventIds the ids of the events by the keys of their objects, as they were when the
     *     folder was made
     */
    SampleRecipients(
            RunningServer server, RecordingReceiver receiver, Map<String, String> eventIds) {
        this.server = server;
        this.receiver = receiver;
        this.eventIds = eventIds;
    }

    /** Starts the receiver of the waiting rule. */
    static RecordingReceiver receiver() {
        return RecordingReceiver.startAt("127.0.0.1", PORT);
    }

    /** Fills the folder, and writes the ids of the events into a file beside it. */
    static void fill(Path folder) throws Exception {
        try (var server = RunningServer.over(folder, Map.of(Setting.B2_SUSPEND_AFTER, "1s"))) {
            JsonNode bucket =
                    SampleFolder.b2(
                            server,
                            "b2_create_bucket",
                            "{\"bucketName\":\"%s\",\"bucketType\":\"allPrivate\"}"
                                    .formatted(BUCKET));
            var rules = rules(bucket.path("bucketId").asString());
            rules.withArray("eventNotificationRules").add(rule("stopped", SampleFolder.NOBODY));
            SampleFolder.b2(server, "b2_set_bucket_notification_rules", rules.toString());
            server.s3().putObject(builder -> builder.bucket(BUCKET).key("stopped/one"), body());
            await().atMost(SampleFolder.PATIENCE)
                    .until(() ->
                            read(server).at("/eventNotificationRules/0/isSuspended").asBoolean());
        }
        try (var server = RunningServer.over(folder)) {
            ObjectNode rules = read(server);
            rules.withArray("eventNotificationRules")
                    .add(rule("waiting", "http://127.0.0.1:%d/b2".formatted(PORT)));
            SampleFolder.b2(server, "b2_set_bucket_notification_rules", rules.toString());
            server.s3().putObject(builder -> builder.bucket(BUCKET).key("waiting/one"), body());
            var clouds = new TreeMap<>(SampleFolder.attributes(SampleFolder.NOBODY));
            clouds.put("cloudevents", "true");
            SampleFolder.bind(server, "clouds", clouds, "clouds/");
            SampleFolder.put(server.s3(), "clouds/one", "x");
        }
        writeEventIds(folder);
    }

    private static void writeEventIds(Path folder) throws Exception {
        try (var state = RocksState.open(folder)) {
            var lines = new StringBuilder();
            for (KeptEvent kept : new EventLog(state, new Journal(state)).read(0, 1_000)) {
                String key = kept.event().change().object().key();
                lines.append(kept.event().id()).append(' ').append(key).append('\n');
            }
            Files.writeString(Path.of(folder + ".events"), lines);
        }
    }

    private static RequestBody body() {
        return RequestBody.fromString("x");
    }

    /**
     * Checks that each recipient is unchanged and gets its owed deliveries and dead letters, with
     * the same event ids.
     */
    void check() throws Exception {
        checkClouds();
        demandB2(receiver.await(1, SampleFolder.PATIENCE).getFirst(), "waiting");
        ObjectNode rules = read(server);
        JsonNode stopped = rules.at("/eventNotificationRules/0");
        assertThat(stopped.path("name").asString()).isEqualTo("stopped");
        assertThat(stopped.path("isSuspended").asBoolean()).isTrue();
        assertThat(stopped.path("suspensionReason").asString()).isNotEmpty();
        resume(rules.path("bucketId").asString());
        moved(read(server), receiver.url("/b2"));
        demandReplayed();
    }

    private void checkClouds() throws Exception {
        try (var receiver = RecordingReceiver.start()) {
            var clouds = new TreeMap<>(SampleFolder.attributes(receiver.url("/clouds")));
            clouds.put("cloudevents", "true");
            server.topic("clouds", clouds);
            Received owed = receiver.await(1, SampleFolder.PATIENCE).getFirst();
            String id = eventIds.get("clouds/one");
            assertThat(owed.header("webhook-id")).contains(id + ".to-clouds");
            JsonNode record = JSON.readTree(owed.body()).at("/Records/0");
            assertThat(record.path("eventId").asString()).isEqualTo(id);
            JsonNode request = record.path("responseElements");
            assertThat(owed.header("ce-id"))
                    .contains(
                            request.path("x-amz-request-id").asString()
                                    + "."
                                    + request.path("x-amz-id-2").asString());
        }
    }

    private void demandReplayed() throws Exception {
        JsonNode answer = admin("/v1/deadletters/replay", "{\"topic\":\"debtors/stopped\"}");
        assertThat(answer.path("replayed").asInt()).isEqualTo(1);
        Received again = receiver.await(2, SampleFolder.PATIENCE).getLast();
        assertThat(again.header("x-carillon-replay")).contains("true");
        demandB2(again, "stopped");
    }

    private void demandB2(Received message, String rule) {
        JsonNode event = JSON.readTree(message.body()).at("/events/0");
        assertThat(event.path("matchedRuleName").asString()).isEqualTo(rule);
        assertThat(event.path("bucketName").asString()).isEqualTo(BUCKET);
        assertThat(event.path("eventId").asString()).isEqualTo(eventIds.get(rule + "/one"));
        assertThat(message.header(B2Signature.HEADER))
                .contains(B2Signature.of(Secret.of(SECRET), message.body()));
    }

    private void resume(String bucketId) throws Exception {
        SampleFolder.b2(
                server,
                "carillon_resume_bucket_notification_rule",
                "{\"bucketId\":\"%s\",\"ruleName\":\"stopped\"}".formatted(bucketId));
    }

    private void moved(ObjectNode rules, String url) throws Exception {
        for (JsonNode rule : rules.path("eventNotificationRules")) {
            ((ObjectNode) rule.path("targetConfiguration")).put("url", url);
        }
        SampleFolder.b2(server, "b2_set_bucket_notification_rules", rules.toString());
    }

    private JsonNode admin(String path, String json) throws Exception {
        URI url = URI.create(server.server().adminUrl().orElseThrow());
        AccessKey key = server.server().rootKey();
        var signer = new SigV4Signer(key, "default", "carillon", InstantSource.system());
        var request = new RequestToSign("POST", path, "", Map.of("host", url.getAuthority()));
        var builder = HttpRequest.newBuilder(url.resolve(path)).POST(BodyPublishers.ofString(json));
        signer.sign(request, json.getBytes(StandardCharsets.UTF_8))
                .fields()
                .forEach((name, value) -> {
                    if (!name.equals("host")) {
                        builder.header(name, value);
                    }
                });
        return SampleFolder.send(builder);
    }

    private static ObjectNode read(RunningServer server) throws Exception {
        JsonNode bucket =
                SampleFolder.b2(
                        server, "b2_list_buckets", "{\"bucketName\":\"%s\"}".formatted(BUCKET));
        String id = bucket.at("/buckets/0/bucketId").asString();
        return (ObjectNode)
                SampleFolder.b2(
                        server,
                        "b2_get_bucket_notification_rules",
                        "{\"bucketId\":\"%s\"}".formatted(id));
    }

    private static ObjectNode rules(String bucketId) {
        var rules = JSON.createObjectNode().put("bucketId", bucketId);
        rules.putArray("eventNotificationRules");
        return rules;
    }

    private static JsonNode rule(String name, String url) {
        return JSON.readTree(
                """
                {"name":"%s","eventTypes":["b2:ObjectCreated:*"],"isEnabled":true,
                 "objectNamePrefix":"%s/","maxEventsPerBatch":5,
                 "targetConfiguration":{"targetType":"webhook","url":"%s",
                  "hmacSha256SigningSecret":"%s"}}
                """
                        .formatted(name, name, url, SECRET));
    }
}
