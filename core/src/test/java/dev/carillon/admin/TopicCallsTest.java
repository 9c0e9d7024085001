package dev.carillon.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.Answer;
import dev.carillon.testkit.Received;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.Map;

class TopicCallsTest {
    private static AdminWorld world;

    @BeforeAll
    static void start(@TempDir Path data) {
        world = new AdminWorld(data, "photos");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void a_topic_is_sent_one_marked_test_event_and_every_step_is_reported() {
        world.topic("bell", true);

        AdminWorld.Reply reply = world.post("/v1/topics/bell/test", "{}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body().path("ok").asBoolean()).isTrue();
        assertThat(
                        reply.body()
                                .path("steps")
                                .valueStream()
                                .map(node -> node.path("name").asString()))
                .containsExactly("dns", "guard", "connect", "answer");
        Received test = world.sentTo("bell", 1).getFirst();
        assertThat(test.header("x-carillon-test")).contains("true");
        assertThat(test.header("webhook-id").orElseThrow()).startsWith("test-");
        assertThat(test.text())
                .contains("\"Event\":\"s3:TestEvent\"", "\"Topic\":\"bell\"")
                .doesNotContain("Records");
    }

    @Test
    void a_refusing_endpoint_is_reported_with_its_answer_and_what_to_do() {
        world.topic("strict", true);
        world.receiver.then(Answer.status(404));

        JsonNode body = world.post("/v1/topics/strict/test", "{}").body();

        assertThat(body.path("ok").asBoolean()).isFalse();
        assertThat(body.path("result").asString()).isEqualTo("refused with 404");
        assertThat(body.path("advice").asString()).startsWith("Correct the path in the URL");
        assertThat(body.path("report").asString()).contains("FAILED", "404");
    }

    @Test
    void nothing_is_queued_or_counted() {
        world.topic("quiet", true);
        world.post("/v1/topics/quiet/test", "{}");

        assertThat(world.get("/v1/deadletters?topic=quiet").body().path("deadLetters")).isEmpty();
        assertThat(world.sentTo("quiet", 1)).hasSize(1);
    }

    @Test
    void a_topic_that_is_not_there_or_leads_nowhere_is_refused_with_words() {
        AdminWorld.Reply none = world.post("/v1/topics/none/test", "{}");
        assertThat(none.status()).isEqualTo(404);

        world.server.topic("nowhere", Map.of("persistent", "true"));
        AdminWorld.Reply nowhere = world.post("/v1/topics/nowhere/test", "{}");
        assertThat(nowhere.status()).isEqualTo(400);
        assertThat(nowhere.message()).contains("set its push-endpoint");

        assertThat(world.post("/v1/topics/nowhere/test", "{\"x\":1}").error())
                .isEqualTo("unknown_field");
        assertThat(world.get("/v1/topics/nowhere/test").status()).isEqualTo(405);
    }
}
