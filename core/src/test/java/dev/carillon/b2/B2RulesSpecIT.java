package dev.carillon.b2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.RunningServer;
import dev.carillon.server.Setting;
import dev.carillon.testkit.Answer;
import dev.carillon.testkit.RecordingReceiver;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Tests of the document "b2_set_bucket_notification_rules", over HTTP: what is accepted, and every
 * refusal.
 */
class B2RulesSpecIT {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String GET = "b2_get_bucket_notification_rules";
    private static final String SET = "b2_set_bucket_notification_rules";
    private static final String SECRET = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0";

    @TempDir Path folder;
    private RunningServer server;
    private B2Client client;
    private String bucketId;

    @BeforeEach
    void start() throws Exception {
        server = RunningServer.over(folder);
        client = B2Client.of(server);
        bucketId = client.bucket("bucket-of-rules");
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void rules_that_were_set_are_returned_by_get_and_by_post() throws Exception {
        B2Client.Said set = set(rule("mySampleRule1"));
        assertThat(set.status()).isEqualTo(200);
        var kept = set.body().path("eventNotificationRules").path(0);
        assertThat(kept.path("isSuspended").asBoolean()).isFalse();
        assertThat(kept.path("suspensionReason").asString()).isEmpty();
        assertThat(kept.path("maxEventsPerBatch").asInt()).isEqualTo(1);
        assertThat(kept.at("/targetConfiguration/hmacSha256SigningSecret").asString())
                .isEqualTo(SECRET);
        assertThat(kept.at("/targetConfiguration/customHeaders/0/name").asString())
                .isEqualTo("X-My-Custom-Header-1");
        assertThat(read()).isEqualTo(set.body().toString());
        assertThat(client.get(GET, "bucketId=" + bucketId).body().toString()).isEqualTo(read());
    }

    @Test
    void rules_come_back_by_name_and_replace_each_other() throws Exception {
        ObjectNode second = rule("rule-b").put("objectNamePrefix", "b/");
        ObjectNode first = rule("rule-a").put("objectNamePrefix", "a/");
        B2Client.Said set = set(second, first);
        assertThat(set.body().at("/eventNotificationRules/0/name").asString()).isEqualTo("rule-a");
        assertThat(set().body().path("eventNotificationRules")).isEmpty();
    }

    @Test
    void headers_may_be_a_map_and_the_batch_may_be_in_the_target() throws Exception {
        ObjectNode rule = rule("rule-map");
        ObjectNode target = (ObjectNode) rule.path("targetConfiguration");
        target.putObject("customHeaders").put("X-One", "1");
        target.put("maxEventsPerBatch", 7);
        var kept = set(rule).body().at("/eventNotificationRules/0");
        assertThat(kept.at("/targetConfiguration/customHeaders/0/value").asString()).isEqualTo("1");
        assertThat(kept.path("maxEventsPerBatch").asInt()).isEqualTo(7);
        assertThat(kept.at("/targetConfiguration/maxEventsPerBatch").asInt()).isEqualTo(7);
    }

    @Test
    void the_slower_of_two_writers_is_refused() throws Exception {
        long revision = set(rule("rule-one")).body().path("revision").asLong();
        ObjectNode request = request(rule("rule-two")).put("ifRevisionIs", revision);
        assertThat(call(request).status()).isEqualTo(200);
        B2Client.Said lost = call(request);
        assertThat(lost.status()).isEqualTo(409);
        assertThat(lost.code()).isEqualTo("conflict");
    }

    @Test
    void null_is_nothing_said_and_an_unknown_field_is_named_in_a_warning() throws Exception {
        ObjectNode rule = rule("rule-null").putNull("unheardOf").putNull("isSuspended");
        rule.putNull("maxEventsPerBatch");
        ObjectNode target = (ObjectNode) rule.path("targetConfiguration");
        target.putNull("customHeaders").putNull("hmacSha256SigningSecret");
        B2Client.Said quiet = set(rule);
        assertThat(quiet.status()).isEqualTo(200);
        assertThat(quiet.warning()).isEmpty();
        B2Client.Said said = set(rule.put("unheardOf", 1));
        assertThat(said.status()).isEqualTo(200);
        assertThat(said.warning()).contains("eventNotificationRules.unheardOf");
        B2Client.Said other = set(rule.put("fileName", "of another call"));
        assertThat(other.status() + " " + other.code()).isEqualTo("400 bad_json");
        assertThat(other.message()).contains("eventNotificationRules.fileName");
    }

    @Test
    void no_custom_headers_are_null_as_with_backblaze() throws Exception {
        ObjectNode rule = rule("rule-plain");
        target(rule).putArray("customHeaders");
        var kept = set(rule).body().at("/eventNotificationRules/0/targetConfiguration");
        assertThat(kept.has("customHeaders")).isTrue();
        assertThat(kept.path("customHeaders").isNull()).isTrue();
    }

    /** A refusal: the change to a valid rule, and the code of the answer. */
    record Refusal(String code, Consumer<ObjectNode> spoil) {
        @Override
        public String toString() {
            return code;
        }
    }

    static Stream<Refusal> refusals() {
        return Stream.of(
                bad("rule_name_invalid", objectNode -> objectNode.put("name", "short")),
                bad("rule_name_invalid", objectNode -> objectNode.put("name", "b2-reserved")),
                bad("event_types_empty", objectNode -> objectNode.putArray("eventTypes")),
                bad("event_type_invalid", objectNode -> events(objectNode, "b2:ObjectHidden:*")),
                bad("event_type_invalid", objectNode -> events(objectNode, "b2:TestEvent")),
                bad(
                        "event_type_overlap",
                        objectNode ->
                                events(objectNode, "b2:ObjectCreated:*", "b2:ObjectCreated:Copy")),
                bad(
                        "event_type_categories",
                        objectNode ->
                                events(
                                        objectNode,
                                        "b2:ObjectCreated:*",
                                        "b2:MultipartUploadCreated:LiveRead")),
                bad("target_url_invalid", objectNode -> target(objectNode).put("url", "no url")),
                bad(
                        "target_url_invalid",
                        objectNode -> target(objectNode).put("url", "https://10.1.2.3/")),
                bad(
                        "target_url_protocol_invalid",
                        objectNode -> target(objectNode).put("url", "http://x.org/")),
                bad(
                        "target_url_domain_invalid",
                        objectNode ->
                                target(objectNode).put("url", "https://f1.backblazeb2.com/x")),
                bad(
                        "target_url_domain_invalid",
                        objectNode -> target(objectNode).put("url", "https://backblaze.com.")),
                bad(
                        "target_url_domain_invalid",
                        objectNode ->
                                target(objectNode).put("url", "https://API.Backblaze.com.:443/x")),
                bad(
                        "signing_secret_invalid",
                        objectNode ->
                                target(objectNode)
                                        .put("hmacSha256SigningSecret", SECRET.substring(1))),
                bad("custom_header_name_empty", objectNode -> header(objectNode, "", "v")),
                bad("custom_header_name_invalid", objectNode -> header(objectNode, "no good", "v")),
                bad(
                        "custom_header_name_disallowed",
                        objectNode -> header(objectNode, "x-bz-mine", "v")),
                bad(
                        "custom_header_value_invalid",
                        objectNode -> header(objectNode, "X-One", "a\nb")),
                bad(
                        "custom_header_name_conflict",
                        objectNode -> {
                            header(objectNode, "X-One", "1");
                            addHeader(objectNode, "x-one", "2");
                        }),
                bad(
                        "custom_header_size_invalid",
                        objectNode -> header(objectNode, "X", "a".repeat(2_045))),
                bad(
                        "too_many_custom_headers",
                        objectNode -> {
                            header(objectNode, "X-0", "");
                            IntStream.range(1, 11)
                                    .forEach(i -> addHeader(objectNode, "X-" + i, ""));
                        }),
                bad("bad_request", objectNode -> objectNode.putNull("name")),
                bad("bad_request", objectNode -> objectNode.putNull("eventTypes")),
                bad("bad_request", objectNode -> objectNode.putNull("isEnabled")),
                bad("bad_request", objectNode -> objectNode.putNull("objectNamePrefix")),
                bad("bad_request", objectNode -> objectNode.putNull("targetConfiguration")),
                bad("bad_request", objectNode -> target(objectNode).putNull("url")),
                bad("bad_request", objectNode -> target(objectNode).put("targetType", "pigeon")),
                bad("bad_request", objectNode -> objectNode.put("maxEventsPerBatch", 51)));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void what_is_wrong_is_refused_and_nothing_changes(Refusal refusal) throws Exception {
        set(rule("rule-before"));
        String before = read();
        ObjectNode rule = rule("rule-after");
        refusal.spoil().accept(rule);
        B2Client.Said said = set(rule);
        assertThat(said.status()).isEqualTo(400);
        assertThat(said.code()).as(said.message()).isEqualTo(refusal.code());
        assertThat(read()).isEqualTo(before);
    }

    @Test
    void just_2048_header_bytes_are_taken() throws Exception {
        ObjectNode rule = rule("rule-wide");
        header(rule, "X", "a".repeat(2_044));
        assertThat(set(rule).status()).isEqualTo(200);
    }

    @Test
    void prefixes_of_one_event_type_may_not_overlap() throws Exception {
        ObjectNode wide = rule("rule-wide").put("objectNamePrefix", "images");
        ObjectNode narrow = rule("rule-narrow").put("objectNamePrefix", "images/raw");
        events(wide, "b2:ObjectCreated:*");
        events(narrow, "b2:ObjectCreated:*");
        B2Client.Said said = set(narrow, wide);
        assertThat(said.code()).isEqualTo("prefix_overlap");
        assertThat(said.message())
                .isEqualTo(
                        "More than one event notification rule has overlapping prefixes"
                                + " (images),(images/raw) for the same event type:"
                                + " b2:ObjectCreated:*");
        events(narrow, "b2:HideMarkerCreated:Hide");
        assertThat(set(narrow, wide).status()).isEqualTo(200);
    }

    @Test
    void a_suspended_rule_can_be_repeated_or_deleted_or_resumed_but_not_edited() throws Exception {
        try (var dead = RecordingReceiver.start();
                var brief =
                        RunningServer.over(
                                folder.resolve("brief"), Map.of(Setting.B2_SUSPEND_AFTER, "1s"));
                var theirs = B2Client.of(brief)) {
            dead.otherwise(Answer.status(500));
            String id = theirs.bucket("bucket-of-rules");
            ObjectNode rule = rule("rule-one");
            target(rule).put("url", dead.url("/"));
            ObjectNode same = request(rule).put("bucketId", id);
            assertThat(theirs.call(SET, same.toString()).status()).isEqualTo(200);
            theirs.upload(id, "a", "x", "X-Bz-Content-Sha1", "do_not_verify");
            String which = "{\"bucketId\":\"%s\",\"ruleName\":\"rule-one\"}".formatted(id);
            String all = "{\"bucketId\":\"%s\"}".formatted(id);
            Awaitility.await()
                    .until(() ->
                            theirs.call(GET, all)
                                    .body()
                                    .at("/eventNotificationRules/0/isSuspended")
                                    .asBoolean());
            String before = theirs.call(GET, all).body().toString();
            assertThat(before).contains("\"isEnabled\":true").containsPattern("nReason\":\"[^\"]");
            ObjectNode other = request(rule.deepCopy().put("objectNamePrefix", "x"));
            B2Client.Said said = theirs.call(SET, other.put("bucketId", id).toString());
            assertThat(said.status() + " " + said.code())
                    .isEqualTo("400 cannot_edit_suspended_rule");
            assertThat(theirs.call(GET, all).body().toString()).isEqualTo(before);
            B2Client.Said repeated = theirs.call(SET, same.toString());
            assertThat(repeated.body().at("/eventNotificationRules/0/isSuspended").asBoolean())
                    .isTrue();
            B2Client.Said resumed = theirs.call("carillon_resume_bucket_notification_rule", which);
            assertThat(resumed.body().at("/eventNotificationRules/0/isSuspended").asBoolean())
                    .isFalse();
            ObjectNode none = request().put("bucketId", id);
            assertThat(theirs.call(SET, none.toString()).status()).isEqualTo(200);
            assertThat(theirs.call("carillon_resume_bucket_notification_rule", which).code())
                    .isEqualTo("bad_request");
        }
    }

    @Test
    void there_are_at_most_25_rules() throws Exception {
        ObjectNode[] rules =
                IntStream.range(0, 26)
                        .mapToObj(i -> rule("rule-" + i).put("objectNamePrefix", i + "/"))
                        .toArray(ObjectNode[]::new);
        assertThat(set(rules).code()).isEqualTo("too_many_event_notification_rules");
        assertThat(set(List.of(rules).subList(0, 25).toArray(ObjectNode[]::new)).status())
                .isEqualTo(200);
    }

    @Test
    void buckets_tokens_and_rights() throws Exception {
        assertThat(client.call(GET, "{\"bucketId\":\"x\"}").code()).isEqualTo("bad_request");
        String none = "{\"bucketId\":\"00000000000fffffca411111\"}";
        assertThat(client.call(GET, none).code()).isEqualTo("bad_bucket_id");
        assertThat(client.call(SET, "{").code()).isEqualTo("bad_json");
        String other = client.bucket("another-bucket");
        var key =
                client.call(
                                "b2_create_key",
                                """
                                {"capabilities":["readBucketNotifications"],"keyName":"reader",
                                 "bucketId":"%s"}
                                """
                                        .formatted(bucketId))
                        .body();
        try (var reader =
                B2Client.of(
                        server,
                        key.path("applicationKeyId").asString(),
                        key.path("applicationKey").asString())) {
            String mine = "{\"bucketId\":\"%s\"}".formatted(bucketId);
            String theirs = "{\"bucketId\":\"%s\"}".formatted(other);
            assertThat(reader.call(GET, mine).status()).isEqualTo(200);
            assertThat(reader.call(GET, theirs).code()).isEqualTo("unauthorized");
            B2Client.Said denied = reader.call(SET, request().toString());
            assertThat(denied.status()).isEqualTo(401);
            assertThat(denied.code()).isEqualTo("unauthorized");
            reader.shows("4_nonsense.0");
            assertThat(reader.call(GET, mine).code()).isEqualTo("bad_auth_token");
        }
        assertThat(client.authorize("nobody", "nothing").status()).isEqualTo(401);
    }

    private B2Client.Said set(ObjectNode... rules) throws Exception {
        return call(request(rules));
    }

    private B2Client.Said call(ObjectNode request) throws Exception {
        return client.call(SET, request.toString());
    }

    private ObjectNode request(ObjectNode... rules) {
        ObjectNode request = JSON.createObjectNode().put("bucketId", bucketId);
        request.putArray("eventNotificationRules").addAll(List.of(rules));
        return request;
    }

    private String read() throws Exception {
        String json = "{\"bucketId\":\"%s\"}".formatted(bucketId);
        return client.call(GET, json).body().toString();
    }

    private static ObjectNode rule(String name) {
        ObjectNode rule =
                JSON.createObjectNode()
                        .put("name", name)
                        .put("isEnabled", true)
                        .put("objectNamePrefix", "");
        events(rule, "b2:ObjectCreated:Upload", "b2:ObjectCreated:MultipartUpload");
        rule.putObject("targetConfiguration")
                .put("targetType", "webhook")
                .put("url", "https://www.example.com/sampleurl")
                .put("hmacSha256SigningSecret", SECRET);
        header(rule, "X-My-Custom-Header-1", "myCustomHeaderVal1");
        return rule;
    }

    private static Refusal bad(String code, Consumer<ObjectNode> spoil) {
        return new Refusal(code, spoil);
    }

    private static void events(ObjectNode rule, String... names) {
        ArrayNode events = rule.putArray("eventTypes");
        for (String name : names) {
            events.add(name);
        }
    }

    private static ObjectNode target(ObjectNode rule) {
        return (ObjectNode) rule.path("targetConfiguration");
    }

    private static void header(ObjectNode rule, String name, String value) {
        target(rule).putArray("customHeaders");
        addHeader(rule, name, value);
    }

    private static void addHeader(ObjectNode rule, String name, String value) {
        ((ArrayNode) target(rule).path("customHeaders"))
                .addObject()
                .put("name", name)
                .put("value", value);
    }
}
