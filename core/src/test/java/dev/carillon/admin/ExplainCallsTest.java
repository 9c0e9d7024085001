package dev.carillon.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.Answer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.IntStream;

/** Each test has keys and a topic of its own; the endpoint answers by the topic's name. */
class ExplainCallsTest {
    private static AdminWorld world;

    @BeforeAll
    static void start(@TempDir Path data) {
        world = new AdminWorld(data, "photos");
        world.receiver.otherwise(received ->
                switch (received.path()) {
                    case "/gone" -> Answer.status(410);
                    case "/ill", "/worse" -> Answer.status(503);
                    default -> Answer.ok();
                });
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void delivered_says_when_and_how() {
        world.rule("well", world.topic("well", true), "well/");
        world.put("well/a");
        JsonNode it = world.finding("well/a", "well", "delivered");
        assertThat(it.path("topic").asString()).isEqualTo("well");
        assertThat(it.path("attempts").asInt()).isEqualTo(1);
        assertThat(it.path("lastStatus").asInt()).isEqualTo(200);
        assertThat(Instant.parse(it.path("at").asString())).isBefore(Instant.now().plusSeconds(1));
        assertThat(it.path("replay").asBoolean()).isFalse();
    }

    @Test
    void waiting_says_how_it_went_so_far_and_when_it_is_tried_next() {
        world.rule("ill", world.topic("ill", true), "ill/");
        world.put("ill/a");
        JsonNode it = world.finding("ill/a", "ill", found -> found.path("attempts").asInt() == 1);
        assertThat(it.path("outcome").asString()).isEqualTo("waiting");
        assertThat(it.path("lastStatus").asInt()).isEqualTo(503);
        assertThat(it.path("lastResult").asString()).isEqualTo("refused with 503");
        assertThat(Instant.parse(it.path("nextTry").asString())).isAfter(Instant.now());
        assertThat(it.path("breakerOpen").asBoolean()).isFalse();
    }

    @Test
    void waiting_says_that_the_breaker_is_open() {
        world.rule("worse", world.topic("worse", true), "worse/");
        IntStream.range(0, 8).forEach(number -> world.put("worse/" + number));
        JsonNode it =
                world.finding("worse/7", "worse", found -> found.path("breakerOpen").asBoolean());
        assertThat(it.path("outcome").asString()).isEqualTo("waiting");
    }

    @Test
    void dead_names_the_letter_and_then_what_became_of_it() {
        world.rule("gone", world.topic("gone", true), "gone/");
        world.put("gone/a");
        JsonNode it = world.finding("gone/a", "gone", "dead");
        assertThat(it.path("reason").asString()).isEqualTo("refused");
        String id = it.path("id").asString();
        assertThat(world.get("/v1/deadletters/" + id).status()).isEqualTo(200);
        world.post("/v1/deadletters/purge", "{\"ids\":[\"" + id + "\"]}");
        assertThat(world.finding("gone/a", "gone", "purged").path("attempts").asInt()).isEqualTo(1);
    }

    @Test
    void what_is_asked_for_and_never_sent_is_a_warning() {
        world.ask("tags", world.topic("tags", true), "s3:ObjectTagging:*");
        JsonNode warnings = world.get("/v1/explain?bucket=photos&key=k").body().path("warnings");
        assertThat(warnings.valueStream().map(JsonNode::asString))
                .singleElement()
                .asString()
                .contains("tags", "s3:ObjectTagging:*", "never sends");
    }

    @Test
    void synchronous_deliveries_are_not_recorded() {
        world.rule("now", world.topic("now", false), "now/");
        world.put("now/a");
        assertThat(world.finding("now/a", "now", "synchronous").path("topic").asString())
                .isEqualTo("now");
    }

    @Test
    void a_rule_that_does_not_ask_says_why() {
        world.rule("else", world.topic("else", true), "elsewhere/");
        world.put("here/a");
        assertThat(world.finding("here/a", "else", "not-asked").path("why").asString())
                .isEqualTo("the key does not begin with 'elsewhere/'");
    }

    @Test
    void a_rule_that_came_later_was_too_late_and_that_is_said() {
        world.put("late/a");
        world.rule("late", world.topic("late", true), "late/");
        world.finding("late/a", "late", "too-late");
        assertThat(world.explain("late/a").at("/0/rulesChanged").asBoolean()).isTrue();
        world.put("late/a");
        assertThat(world.explain("late/a").at("/0/rulesChanged").asBoolean()).isFalse();
    }

    @Test
    void a_rule_whose_topic_is_gone_says_so() {
        String arn = world.topic("mortal", true);
        world.rule("mortal", arn, "mortal/");
        world.server.sns().deleteTopic(builder -> builder.topicArn(arn));
        world.put("mortal/a");
        world.finding("mortal/a", "mortal", "topic-gone");
        world.topic("mortal", true);
    }

    @Test
    void the_newest_event_comes_first_and_a_limit_holds() {
        world.put("many/a");
        world.put("many/a");
        JsonNode both = world.explain("many/a");
        assertThat(both.size()).isEqualTo(2);
        assertThat(both.at("/0/sequencer").asString())
                .isGreaterThan(both.at("/1/sequencer").asString());
        String ask = "/v1/explain?bucket=photos&key=many/a";
        assertThat(world.get(ask + "&limit=1").body().path("events").size()).isEqualTo(1);
        String later = Instant.parse(both.at("/1/time").asString()).plusNanos(1_000).toString();
        assertThat(world.get(ask + "&since=" + later).body().path("events").size()).isEqualTo(1);
    }

    @Test
    void a_key_that_never_changed_has_no_events() {
        var reply = world.get("/v1/explain?bucket=photos&key=never");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body().toString())
                .startsWith("{\"bucket\":\"photos\",\"key\":\"never\",\"events\":[],\"warnings\":");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "?key=a | 400 | bucket: is missing",
                "?bucket=photos | 400 | key: is missing",
                "?bucket=photos&key=a&limit=1001 | 400 | limit: takes 1 to 1000",
                "?bucket=photos&key=a&since=1 | 400 | since: '1' is no time",
                "?bucket=photos&key=a&until=1 | 400 | 'until' is not known here: there are bucket,",
                "?bucket=fotos&key=a | 404 | There is no bucket 'fotos'"
            })
    void a_bad_question_is_refused_and_says_what_is_allowed(
            String query, int status, String message) {
        var reply = world.get("/v1/explain" + query);
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.message()).startsWith(message);
    }
}
