package dev.carillon.b2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.RunningServer;
import dev.carillon.server.Setting;
import dev.carillon.signature.AccessKey;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Tests of the rights of keys and tokens, and of their ends; refused requests change nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class B2RightsIT {
    @TempDir static Path folder;

    private B2World world;
    private RunningServer server;
    private B2Client client;
    private String bucket;
    private String other;
    private String file;

    @BeforeAll
    void start() throws Exception {
        world = new B2World(folder.resolve("all"));
        server = world.server;
        client = world.client;
        bucket = world.bucket;
        other = world.other;
        file = world.file;
    }

    @AfterAll
    void stop() {
        world.close();
    }

    @Test
    void a_token_for_another_bucket_uploads_nothing() throws Exception {
        String before = world.all();
        JsonNode place =
                client.call("b2_get_upload_url", "{\"bucketId\":\"%s\"}".formatted(other)).body();
        String url = place.path("uploadUrl").asString().replace(other, bucket);
        HttpResponse<String> said =
                client.raw(
                        "POST",
                        url.substring(url.indexOf("/b2api")),
                        "Authorization",
                        place.path("authorizationToken").asString(),
                        "X-Bz-File-Name",
                        "k",
                        "X-Bz-Content-Sha1",
                        "do_not_verify");
        assertThat(said.statusCode()).isEqualTo(401);
        assertThat(said.body()).contains("bad_auth_token");
        assertThat(world.all()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "b2_list_buckets",
                "b2_create_bucket",
                "b2_create_key",
                "b2_get_upload_url",
                "b2_list_file_names",
                "b2_list_file_versions",
                "b2_get_file_info",
                "b2_copy_file",
                "b2_hide_file",
                "b2_delete_file_version",
                "b2_delete_bucket",
                "b2_get_download_authorization",
                "b2_set_bucket_notification_rules"
            })
    void a_key_without_the_capability_is_refused(String call) throws Exception {
        String before = world.all();
        try (var weak = client.key(server, "weak", "\"capabilities\":[\"listKeys\"]")) {
            String json =
                    """
                    {"bucketId":"%s","bucketName":"bucket-new","bucketType":"allPrivate",
                     "fileName":"dir/there","fileId":"%s","sourceFileId":"%s","keyName":"k",
                     "capabilities":["listKeys"],"validDurationInSeconds":9,
                     "fileNamePrefix":"","eventNotificationRules":[]}
                    """
                            .formatted(bucket, file, file);
            B2Client.Said said = weak.call(call, fieldsOf(call, json));
            assertThat(said.status() + " " + said.code()).isEqualTo("401 unauthorized");
            assertThat(said.message())
                    .as("b2sdk goes on: for application key with capabilities …")
                    .endsWith("unauthorized");
        }
        assertThat(world.all()).isEqualTo(before);
    }

    @Test
    void a_key_has_and_shows_the_capabilities_that_are_of_use() throws Exception {
        AccessKey root = world.server.server().rootKey();
        JsonNode account = client.authorize(root.id(), root.secret().revealText()).body();
        assertThat(account.at("/allowed/capabilities").valueStream().map(JsonNode::asString))
                .contains("listBuckets", "writeFiles", "writeBucketNotifications")
                .doesNotContain("bypassGovernance", "writeFileRetentions", "readBuckets");
        assertThat(account.path("recommendedPartSize").asLong()).isEqualTo(5_000_000_000L);
        String token = client.token();
        HttpResponse<String> made =
                client.raw(
                        "POST",
                        "/b2api/v3/b2_create_key",
                        "{\"keyName\":\"k\",\"capabilities\":[\"listFiles\",\"bypassGovernance\"]}",
                        Map.of("Authorization", token));
        assertThat(made.body()).contains("\"capabilities\":[\"listFiles\"]");
        assertThat(made.headers().firstValue("x-carillon-warning").orElse(""))
                .contains("bypassGovernance");
        B2Client.Said none =
                client.call(
                        "b2_create_key",
                        "{\"keyName\":\"k\",\"capabilities\":[\"bypassGovernance\"]}");
        assertThat(none.status()).isEqualTo(400);
        assertThat(none.message()).startsWith("capabilities");
    }

    /** Returns the fields of the JSON that a call accepts. */
    private static String fieldsOf(String call, String json) {
        ObjectNode fields = (ObjectNode) JsonMapper.shared().readTree(json);
        Carried carried = B2Operation.of(call).orElseThrow().carried();
        List.copyOf(fields.propertyNames()).stream()
                .filter(name -> !carried.hasField(name))
                .forEach(fields::remove);
        return fields.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"listKeys", "deleteKeys"})
    void a_key_for_a_bucket_cannot_have_what_is_about_all_keys(String capability) throws Exception {
        String before = world.all();
        String wanted =
                """
                {"keyName":"k","capabilities":["listFiles","%s"],"bucketId":"%s"}
                """
                        .formatted(capability, bucket);
        B2Client.Said said = client.call("b2_create_key", wanted);
        assertThat(said.status() + " " + said.code()).isEqualTo("400 bad_request");
        assertThat(said.message()).contains("must not name any of listKeys, deleteKeys");
        assertThat(world.all()).isEqualTo(before);
    }

    @Test
    void a_key_of_one_bucket_and_prefix_sees_no_other() throws Exception {
        String before = world.all();
        String fields =
                """
                "capabilities":["listFiles","readFiles","writeFiles","deleteFiles","listBuckets"],
                "bucketId":"%s","namePrefix":"mine/"
                """
                        .formatted(bucket);
        try (var mine = client.key(server, "mine", fields)) {
            refused(mine, "b2_list_file_names", "{\"bucketId\":\"%s\"}".formatted(other));
            refused(mine, "b2_list_file_names", "{\"bucketId\":\"%s\"}".formatted(bucket));
            refused(mine, "b2_get_file_info", "{\"fileId\":\"%s\"}".formatted(file));
            refused(
                    mine,
                    "b2_hide_file",
                    "{\"bucketId\":\"%s\",\"fileName\":\"dir/there\"}".formatted(bucket));
            refused(
                    mine,
                    "b2_delete_file_version",
                    "{\"fileName\":\"dir/there\",\"fileId\":\"%s\"}".formatted(file));
            refused(
                    mine,
                    "b2_copy_file",
                    "{\"fileName\":\"mine/x\",\"sourceFileId\":\"%s\"}".formatted(file));
            B2Client.Said upload =
                    mine.upload(bucket, "yours/x", "x", "X-Bz-Content-Sha1", "do_not_verify");
            assertThat(upload.code()).isEqualTo("unauthorized");
            HttpResponse<String> get =
                    client.raw("GET", "/file/bucket-one/dir/there", "Authorization", mine.token());
            assertThat(get.statusCode()).isEqualTo(401);
        }
        assertThat(world.all()).isEqualTo(before);
    }

    @Test
    void a_deleted_key_opens_nothing_any_more() throws Exception {
        try (var gone = client.key(server, "key-to-go", "\"capabilities\":[\"listBuckets\"]")) {
            String id =
                    client.call("b2_list_keys", "{\"maxKeyCount\":10000}")
                            .body()
                            .path("keys")
                            .valueStream()
                            .filter(node -> node.path("keyName").asString().equals("key-to-go"))
                            .map(node -> node.path("applicationKeyId").asString())
                            .findFirst()
                            .orElseThrow();
            assertThat(gone.call("b2_list_buckets", "{}").status()).isEqualTo(200);
            client.call("b2_delete_key", "{\"applicationKeyId\":\"%s\"}".formatted(id));
            assertThat(gone.call("b2_list_buckets", "{}").status()).isEqualTo(401);
        }
    }

    @Test
    void a_download_needs_a_token_that_is_good_for_it() throws Exception {
        String path = "/file/bucket-one/dir/there";
        assertThat(client.raw("GET", path).statusCode()).isEqualTo(401);
        assertThat(client.raw("HEAD", path).body()).isEmpty();
        assertThat(client.raw("GET", path, "Authorization", "x").body()).contains("bad_auth_token");
        String request =
                "{\"bucketId\":\"%s\",\"fileNamePrefix\":\"dir/\",\"validDurationInSeconds\":60}"
                        .formatted(bucket);
        String token =
                client.call("b2_get_download_authorization", request)
                        .body()
                        .path("authorizationToken")
                        .asString();
        assertThat(client.raw("GET", path, "Authorization", token).body()).isEqualTo("hello");
        assertThat(client.raw("GET", "/file/bucket-one/top", "Authorization", token).statusCode())
                .isEqualTo(401);
        HttpResponse<String> range =
                client.raw("GET", path, "Authorization", token, "Range", "bytes=9-");
        assertThat(range.statusCode()).isEqualTo(416);
        assertThat(range.body()).contains("range_not_satisfiable");
    }

    @Test
    void an_expired_token_is_refused_as_expired_and_changes_nothing() throws Exception {
        Map<Setting, String> brief = Map.of(Setting.B2_TOKEN_LIFETIME, "1s");
        try (var limited = RunningServer.over(folder.resolve("brief"), brief);
                var caller = B2Client.of(limited)) {
            String id = caller.bucket("bucket-brief");
            Thread.sleep(1_100);
            expectNoRules(caller, id, "401 expired_auth_token");
            try (var again = B2Client.of(limited)) {
                assertThat(rules(again, id)).isEmpty();
            }
        }
    }

    @Test
    void a_request_over_the_cap_is_refused_and_changes_nothing() throws Exception {
        Path data = folder.resolve("capped");
        String id;
        try (var capped = RunningServer.over(data, Map.of(Setting.B2_TRANSACTION_CAP, "3"));
                var caller = B2Client.of(capped)) {
            id = caller.bucket("bucket-capped");
            assertThat(rules(caller, id)).isEmpty();
            expectNoRules(caller, id, "403 transaction_cap_exceeded");
        }
        try (var free = RunningServer.over(data);
                var caller = B2Client.of(free)) {
            assertThat(rules(caller, id)).isEmpty();
        }
    }

    private static void refused(B2Client who, String call, String json) throws Exception {
        B2Client.Said said = who.call(call, json);
        assertThat(said.status() + " " + said.code()).as(call).isEqualTo("401 unauthorized");
    }

    private static void expectNoRules(B2Client caller, String bucket, String told)
            throws Exception {
        String rule =
                """
                {"bucketId":"%s","eventNotificationRules":[{"name":"a-good-rule","isEnabled":true,
                 "eventTypes":["b2:ObjectCreated:*"],"objectNamePrefix":"",
                 "targetConfiguration":{"targetType":"webhook","url":"https://example.com/"}}]}
                """
                        .formatted(bucket);
        B2Client.Said said = caller.call("b2_set_bucket_notification_rules", rule);
        assertThat(said.status() + " " + said.code()).isEqualTo(told);
    }

    private static JsonNode rules(B2Client caller, String bucket) throws Exception {
        String json = "{\"bucketId\":\"%s\"}".formatted(bucket);
        return caller.call("b2_get_bucket_notification_rules", json)
                .body()
                .path("eventNotificationRules");
    }
}
