package dev.carillon.b2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.RunningServer;
import dev.carillon.server.SignedCalls;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Tests that B2 rules and MCS webhooks of one bucket neither show nor change each other. */
class RulesBesideWebhooksIT {
    private static final String BUCKET = "shared-bucket";
    private static final String GET = "b2_get_bucket_notification_rules";
    private static final String SET = "b2_set_bucket_notification_rules";

    @TempDir private Path data;
    private RunningServer server;
    private B2Client b2;
    private SignedCalls s3;
    private String bucketId;

    @BeforeEach
    void start() throws Exception {
        server = RunningServer.over(data);
        b2 = B2Client.of(server);
        bucketId = b2.bucket(BUCKET);
        s3 =
                new SignedCalls(
                        server.server().s3Url().orElseThrow(), server.server().rootKey(), "s3");
    }

    @AfterEach
    void stop() {
        s3.close();
        b2.close();
        server.close();
    }

    @Test
    void each_side_shows_its_own() throws Exception {
        assertThat(set("b2-side-rule-1", "").status()).isEqualTo(400); // b2- is reserved
        assertThat(set("rule-of-b2", "").status()).isEqualTo(200);
        assertThat(put(webhook("hook-one")).status()).isEqualTo(200);

        assertThat(names(b2.call(GET, "{\"bucketId\":\"" + bucketId + "\"}")))
                .containsExactly("rule-of-b2");
        assertThat(get()).contains("<Id>hook-one</Id>").doesNotContain("rule-of-b2");
    }

    @Test
    void a_set_of_b2_keeps_webhooks_and_a_put_or_delete_of_s3_keeps_rules() throws Exception {
        set("rule-of-b2", "");
        put(webhook("hook-one"));

        assertThat(names(set("another-b2", "x/"))).containsExactly("another-b2");
        assertThat(get()).contains("hook-one");
        assertThat(names(b2.call(SET, rules("")))).isEmpty();
        assertThat(get()).contains("hook-one");

        set("rule-of-b2", "");
        assertThat(s3.send("DELETE", "/" + BUCKET, "notification", "").status()).isEqualTo(200);
        assertThat(get()).doesNotContain("hook-one");
        put(webhook("hook-two"));
        put("");
        s3.send(
                "PUT",
                "/" + BUCKET,
                "notification",
                Map.of("x-carillon-replace", "true", "x-amz-skip-destination-validation", "true"),
                document(webhook("hook-three")));
        s3.send("DELETE", "/" + BUCKET, "notification=rule-of-b2", "");
        assertThat(names(b2.call(GET, "{\"bucketId\":\"" + bucketId + "\"}")))
                .containsExactly("rule-of-b2");
        assertThat(get()).contains("hook-three").doesNotContain("hook-two");
    }

    @Test
    void a_name_of_the_other_side_is_refused_by_both() throws Exception {
        put(webhook("hook-one"));
        B2Client.Said taken = set("hook-one", "");
        assertThat(taken.status()).isEqualTo(400);
        assertThat(taken.message()).contains("hook-one is taken in this bucket");

        set("rule-of-b2", "");
        SignedCalls.Reply refused = put(webhook("rule-of-b2"));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("rule-of-b2", "made through the B2 API");
        assertThat(get()).contains("hook-one");
    }

    @Test
    void calls_of_b2_do_not_know_a_webhook() throws Exception {
        put(webhook("hook-one"));
        String json = "{\"bucketId\":\"%s\",\"ruleName\":\"hook-one\"}".formatted(bucketId);
        for (String name : List.of("test", "resume")) {
            B2Client.Said said = b2.call("carillon_" + name + "_bucket_notification_rule", json);
            assertThat(said.status()).isEqualTo(400);
            assertThat(said.message()).contains("no rule hook-one");
        }
    }

    @Test
    void webhooks_do_not_count_and_do_not_overlap_for_b2() throws Exception {
        put(webhook("hook-one") + webhook("hook-two"));
        var all = new StringBuilder();
        for (int i = 0; i < 25; i++) {
            all.append(i == 0 ? "" : ",").append(rule("rule-number-" + i, "p" + i + "/"));
        }
        assertThat(b2.call(SET, rules(all.toString())).status()).isEqualTo(200);
    }

    private B2Client.Said set(String name, String prefix) throws Exception {
        return b2.call(SET, rules(rule(name, prefix)));
    }

    private String rules(String inside) {
        return "{\"bucketId\":\"%s\",\"eventNotificationRules\":[%s]}".formatted(bucketId, inside);
    }

    private static String rule(String name, String prefix) {
        return """
        {"name":"%s","eventTypes":["b2:ObjectCreated:*"],"isEnabled":true,"objectNamePrefix":"%s",\
        "targetConfiguration":{"targetType":"webhook","url":"https://example.com/hook"}}\
        """
                .formatted(name, prefix);
    }

    private static String webhook(String id) {
        return "<SimpleTopicConfiguration><Id>%s</Id><Url>https://example.com/hook</Url><Event>s3:ObjectCreated:*</Event></SimpleTopicConfiguration>"
                .formatted(id);
    }

    private static String document(String inside) {
        return "<NotificationConfiguration>" + inside + "</NotificationConfiguration>";
    }

    private SignedCalls.Reply put(String inside) {
        return s3.send(
                "PUT",
                "/" + BUCKET,
                "notification",
                Map.of("x-amz-skip-destination-validation", "true"),
                document(inside));
    }

    private String get() {
        return s3.send("GET", "/" + BUCKET, "notification", "").body();
    }

    private static List<String> names(B2Client.Said said) {
        return said.body()
                .path("eventNotificationRules")
                .valueStream()
                .map((JsonNode rule) -> rule.path("name").asString())
                .toList();
    }
}
