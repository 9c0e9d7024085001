package dev.carillon.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.DataAudit;
import dev.carillon.testkit.Answer;
import dev.carillon.testkit.Received;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.List;

/** Tests that records of webhooks are delivered, kept, explained and sent again like all others. */
class McsDeliveryIT {
    private static final String NAME = "bucketa/1";
    private static final String LETTERS = "/v1/deadletters";

    @TempDir private Path data;

    @SuppressWarnings("NullAway.Init") // Created before each test.
    private McsWorld world;

    @BeforeEach
    void start() {
        world = new McsWorld(data);
        assertThat(world.put(world.webhook("1", "/hook")).status()).isEqualTo(200);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void a_refused_record_is_retried_before_later_ones_of_its_object() {
        world.receiver.then(Answer.status(503), Answer.status(400));
        world.upload("k", "1");
        world.upload("k", "22");

        List<Received> sent = world.records("/hook", 4);

        assertThat(sent.stream().map(McsDeliveryIT::attempt)).containsExactly(1, 2, 3, 1);
        assertThat(sent.get(0).text())
                .isEqualTo(sent.get(2).text())
                .isNotEqualTo(sent.get(3).text());
        assertThat(number(sent.get(3))).isEqualTo(number(sent.get(2)) + 1);
    }

    @Test
    void a_record_that_is_given_up_is_a_dead_letter_and_can_be_sent_again() {
        world.receiver.then(Answer.status(410));
        world.upload("gone", "x");

        JsonNode letter = letters(1).path(0);
        assertThat(letter.path("topic").asString()).isEqualTo(NAME);
        assertThat(letter.path("rule").asString()).isEqualTo("1");
        JsonNode shown = world.admin(LETTERS + "/" + letter.path("id").asString(), "");
        assertThat(shown.path("record").toString())
                .isEqualTo(world.records("/hook", 1).getFirst().text());

        world.adminPost(LETTERS + "/replay", "{\"topic\":\"bucketa/1\"}");
        assertThat(McsWorld.keys(world.records("/hook", 2))).containsExactly("gone", "gone");
        letters(0);
    }

    @Test
    void past_events_can_be_sent_again() {
        world.upload("k", "x");
        world.records("/hook", 1);

        JsonNode told =
                world.adminPost(
                        "/v1/replay",
                        "{\"topic\":\"bucketa/1\",\"since\":\"2020-01-01T00:00:00Z\"}");

        assertThat(told.path("deliveries").asInt()).isEqualTo(1);
        assertThat(world.records("/hook", 2).getLast().header("x-carillon-replay")).isPresent();
    }

    @Test
    void explain_shows_the_webhook_like_every_rule() {
        world.upload("k", "x");
        world.records("/hook", 1);

        JsonNode explained =
                world.adminUntil(
                        "/v1/explain",
                        "bucket=bucketa&key=k",
                        node ->
                                node.at("/events/0/findings/0/outcome")
                                        .asString("")
                                        .equals("delivered"));

        JsonNode finding = explained.at("/events/0/findings/0");
        assertThat(finding.path("topic").asString()).isEqualTo(NAME);
        assertThat(finding.path("rule").asString()).isEqualTo("1");
        assertThat(explained.path("warnings")).isEmpty();
    }

    @Test
    void a_new_url_gets_what_is_still_owed_and_the_numbers_go_on() {
        world.upload("a", "x");
        long first = number(world.records("/hook", 1).getFirst());
        world.receiver.otherwise(received ->
                received.path().equals("/hook") ? Answer.status(503) : world.confirmed(received));
        world.upload("b", "x");
        world.records("/hook", 2);

        assertThat(world.put(world.webhook("1", "/other")).status()).isEqualTo(200);
        world.upload("c", "x");

        List<Received> other = world.records("/other", 2);
        assertThat(McsWorld.keys(other)).containsExactlyInAnyOrder("b", "c");
        assertThat(other.stream().map(McsDeliveryIT::number))
                .containsExactlyInAnyOrder(first + 1, first + 2);
    }

    @Test
    void what_is_owed_to_a_deleted_webhook_becomes_a_dead_letter() {
        world.receiver.otherwise(Answer.status(503));
        world.upload("k", "x");
        world.records("/hook", 1);

        world.delete("notification=1");

        assertThat(letters(1).path(0).path("reason").asString()).isEqualTo("rule-deleted");
        world.upload("k2", "x");
        world.server.close();
        assertThat(DataAudit.of(data).clean()).isTrue();
    }

    @Test
    void the_test_of_a_webhook_is_its_handshake_step_by_step() {
        JsonNode tested = world.adminPost("/v1/topics/" + NAME + "/test", "{}");

        assertThat(tested.path("ok").asBoolean()).isTrue();
        assertThat(steps(tested)).containsExactly("dns", "guard", "connect", "answer", "confirm");
        assertThat(tested.path("advice").asString()).contains("upload an object");
        assertThat(world.confirmations("/hook")).hasSize(2);
        assertThat(world.get()).contains(world.receiver.url("/hook"));
    }

    @Test
    void a_test_without_the_right_signature_fails_and_changes_nothing() {
        world.receiver.then(Answer.text(200, "{\"signature\":\"abc\"}"));

        JsonNode tested = world.adminPost("/v1/topics/" + NAME + "/test", "{}");

        assertThat(tested.path("ok").asBoolean()).isFalse();
        assertThat(tested.at("/steps/4/name").asString()).isEqualTo("confirm");
        assertThat(tested.at("/steps/4/ok").asBoolean()).isFalse();
        assertThat(tested.at("/steps/4/detail").asString())
                .contains("url " + world.receiver.url("/hook"), "TopicArn root|bucketa|");
        assertThat(tested.path("report").asString()).contains("{\"signature\":\"abc\"}");
        assertThat(tested.path("advice").asString()).startsWith("Correct at the endpoint");
        assertThat(world.get()).contains(world.receiver.url("/hook"));
    }

    @Test
    void metrics_name_the_webhook() {
        world.receiver.otherwise(Answer.status(503));
        world.upload("k", "x");
        world.records("/hook", 1);
        String metrics = world.metrics();
        assertThat(metrics).containsPattern("topic=\"bucketa/1\"\\} 1");
    }

    private JsonNode letters(int count) {
        return world.adminUntil(
                        LETTERS,
                        "topic=bucketa/1".replace("/", "%2F"),
                        node -> node.path("deadLetters").size() == count)
                .path("deadLetters");
    }

    private static List<String> steps(JsonNode tested) {
        return tested.path("steps")
                .valueStream()
                .map(step -> step.path("name").asString())
                .toList();
    }

    private static int attempt(Received received) {
        return Integer.parseInt(received.header("x-carillon-attempt").orElseThrow());
    }

    private static long number(Received received) {
        return Long.parseLong(received.header("x-carillon-delivery").orElseThrow());
    }
}
