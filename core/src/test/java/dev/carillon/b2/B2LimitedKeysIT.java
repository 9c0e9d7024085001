package dev.carillon.b2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.RunningServer;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Tests of keys limited to a name prefix or to a time: the rules they see, and the keys they
 * create.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class B2LimitedKeysIT {
    private static final String CREATED = "b2:ObjectCreated:*";
    private static final String GET = "b2_get_bucket_notification_rules";
    private static final String SET = "b2_set_bucket_notification_rules";

    @TempDir static Path folder;

    private B2World world;
    private RunningServer server;
    private B2Client master;
    private B2Client limited;
    private String bucket;

    @BeforeAll
    void start() throws Exception {
        world = new B2World(folder);
        server = world.server;
        master = world.client;
        bucket = world.bucket;
        limited =
                master.key(
                        server,
                        "limited",
                        "\"capabilities\":[\"readBucketNotifications\",\"writeBucketNotifications\","
                                + "\"writeKeys\",\"listFiles\"],\"bucketId\":\"%s\",\"namePrefix\":"
                                        .formatted(bucket)
                                + "\"mine/\"");
    }

    @AfterAll
    void stop() {
        limited.close();
        world.close();
    }

    @BeforeEach
    void setRules() throws Exception {
        B2Client.Said said =
                set(
                        master,
                        rule("outer-hidden", "mi", "b2:ObjectDeleted:Delete"),
                        rule("mine-visible", "mine/a/", CREATED),
                        rule("yours-hidden", "yours/", CREATED));
        assertThat(said.status()).as(said.message()).isEqualTo(200);
    }

    @Test
    void sees_the_rules_within_its_prefix_only() throws Exception {
        assertThat(names(limited.call(GET, ofBucket()))).containsExactly("mine-visible");
        assertThat(names(limited.get(GET, "bucketId=" + bucket))).containsExactly("mine-visible");
        assertThat(names(master.call(GET, ofBucket()))).hasSize(3);
    }

    @Test
    void replaces_the_rules_within_its_prefix_only() throws Exception {
        B2Client.Said said =
                set(
                        limited,
                        rule("mine-first", "mine/b/", CREATED),
                        rule("mine-second", "mine/", "b2:HideMarkerCreated:*"));

        assertThat(names(said)).containsExactly("mine-first", "mine-second");
        assertThat(names(master.call(GET, ofBucket())))
                .containsExactly("mine-first", "mine-second", "outer-hidden", "yours-hidden");

        assertThat(names(set(limited))).isEmpty();
        assertThat(names(master.call(GET, ofBucket())))
                .containsExactly("outer-hidden", "yours-hidden");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "mine", "yours/", "Mine/", "other/mine/"})
    void makes_no_rule_outside_its_prefix(String prefix) throws Exception {
        String before = world.all();

        B2Client.Said said =
                set(
                        limited,
                        rule("mine-visible", "mine/a/", CREATED),
                        rule("mine-wider", prefix, "b2:HideMarkerCreated:*"));

        assertThat(said.status() + " " + said.code()).isEqualTo("401 unauthorized");
        assertThat(said.message()).contains("begin with 'mine/'");
        assertThat(world.all()).isEqualTo(before);
    }

    @Test
    void an_overlap_with_a_rule_it_may_not_see_reveals_nothing_of_that_rule() throws Exception {
        String before = world.all();

        B2Client.Said said = set(limited, rule("mine-deleted", "mine/", "b2:ObjectDeleted:*"));

        assertThat(said.status() + " " + said.code()).isEqualTo("400 prefix_overlap");
        assertThat(said.message())
                .startsWith(
                        "More than one event notification rule has overlapping prefixes (mine/)"
                                + " for the same event type: b2:ObjectDeleted:*")
                .doesNotContain("(mi)", "outer-hidden", "example.com", "ObjectDeleted:Delete");
        assertThat(world.all()).isEqualTo(before);
    }

    @Test
    void the_name_of_a_rule_it_may_not_see_is_taken() throws Exception {
        String before = world.all();

        B2Client.Said said = set(limited, rule("yours-hidden", "mine/", CREATED));

        assertThat(said.status() + " " + said.code()).isEqualTo("400 rule_name_invalid");
        assertThat(said.message()).contains("taken").doesNotContain("yours/");
        assertThat(world.all()).isEqualTo(before);
    }

    @Test
    void the_rules_it_may_not_see_count_towards_the_most_of_a_bucket() throws Exception {
        String before = world.all();

        assertThat(set(limited, many(24)).code()).isEqualTo("too_many_event_notification_rules");
        assertThat(world.all()).isEqualTo(before);
        assertThat(set(limited, many(23)).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "carillon_resume_bucket_notification_rule",
                "carillon_test_bucket_notification_rule"
            })
    void a_rule_it_may_not_see_is_not_there(String call) throws Exception {
        String json = "{\"bucketId\":\"%s\",\"ruleName\":\"%s\"}";

        B2Client.Said hidden = limited.call(call, json.formatted(bucket, "yours-hidden"));
        B2Client.Said absent = limited.call(call, json.formatted(bucket, "nobody-here"));

        assertThat(hidden.status() + " " + hidden.code()).isEqualTo("400 bad_request");
        assertThat(hidden.message())
                .isEqualTo(absent.message().replace("nobody-here", "yours-hidden"));
    }

    @Test
    void makes_no_key_for_more_names_than_its_own() throws Exception {
        for (String prefix : List.of("", ",\"namePrefix\":\"\"", ",\"namePrefix\":\"min\"")) {
            B2Client.Said said = create(limited, "\"bucketId\":\"" + bucket + "\"" + prefix);
            assertThat(said.status() + " " + said.code()).as(prefix).isEqualTo("401 unauthorized");
        }
        B2Client.Said narrower =
                create(limited, "\"bucketId\":\"" + bucket + "\",\"namePrefix\":\"mine/a\"");
        assertThat(narrower.body().path("namePrefix").asString()).isEqualTo("mine/a");
    }

    @Test
    void a_key_that_expires_makes_none_that_lasts_longer() throws Exception {
        String expiring =
                "\"capabilities\":[\"writeKeys\",\"listFiles\"],\"validDurationInSeconds\":1000";
        try (var maker = master.key(server, "maker", expiring)) {
            for (String longer : List.of("1001", "86399999", "null")) {
                B2Client.Said said = create(maker, "\"validDurationInSeconds\":" + longer);
                assertThat(said.status() + " " + said.code())
                        .as(longer)
                        .isEqualTo("401 unauthorized");
                assertThat(said.message()).contains("send validDurationInSeconds of at most 99");
            }
            B2Client.Said shorter = create(maker, "\"validDurationInSeconds\":900");
            assertThat(shorter.status()).as(shorter.message()).isEqualTo(200);
            assertThat(shorter.body().path("expirationTimestamp").asLong()).isPositive();
        }
    }

    @Test
    void every_token_ends_with_its_key() throws Exception {
        String brief =
                "\"capabilities\":[\"listFiles\",\"readFiles\",\"writeFiles\",\"shareFiles\"],"
                        + "\"validDurationInSeconds\":2";
        try (var dying = master.key(server, "dying", brief)) {
            JsonNode place = dying.call("b2_get_upload_url", ofBucket()).body();
            String download =
                    dying.call(
                                    "b2_get_download_authorization",
                                    "{\"bucketId\":\"%s\",\"fileNamePrefix\":\"\",\"validDurationInSeconds\":600}"
                                            .formatted(bucket))
                            .body()
                            .path("authorizationToken")
                            .asString();
            String url = place.path("uploadUrl").asString();

            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> dying.call("b2_list_file_names", ofBucket()).status() == 401);

            assertThat(dying.call("b2_list_file_names", ofBucket()).code())
                    .isEqualTo("expired_auth_token");
            HttpResponse<String> upload =
                    master.raw(
                            "POST",
                            url.substring(url.indexOf("/b2api")),
                            "Authorization",
                            place.path("authorizationToken").asString(),
                            "X-Bz-File-Name",
                            "k",
                            "X-Bz-Content-Sha1",
                            "do_not_verify");
            assertThat(upload.body()).contains("expired_auth_token");
            assertThat(
                            master.raw(
                                            "GET",
                                            "/file/bucket-one/dir/there",
                                            "Authorization",
                                            download)
                                    .body())
                    .contains("expired_auth_token");
        }
    }

    private static String[] many(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> rule("many-%02d".formatted(i), "mine/%02d/".formatted(i), CREATED))
                .toArray(String[]::new);
    }

    private static B2Client.Said create(B2Client maker, String fields) throws Exception {
        return maker.call(
                "b2_create_key",
                "{\"keyName\":\"child\",\"capabilities\":[\"listFiles\"]," + fields + "}");
    }

    private B2Client.Said set(B2Client who, String... rules) throws Exception {
        return who.call(
                SET,
                "{\"bucketId\":\"%s\",\"eventNotificationRules\":[%s]}"
                        .formatted(bucket, String.join(",", rules)));
    }

    private String ofBucket() {
        return "{\"bucketId\":\"%s\"}".formatted(bucket);
    }

    private static String rule(String name, String prefix, String event) {
        return """
        {"name":"%s","isEnabled":true,"objectNamePrefix":"%s","eventTypes":["%s"],
         "targetConfiguration":{"targetType":"webhook","url":"https://example.com/"}}
        """
                .formatted(name, prefix, event);
    }

    private static List<String> names(B2Client.Said said) {
        assertThat(said.status()).as(said.message()).isEqualTo(200);
        return said.body()
                .path("eventNotificationRules")
                .valueStream()
                .map(node -> node.path("name").asString())
                .toList();
    }
}
