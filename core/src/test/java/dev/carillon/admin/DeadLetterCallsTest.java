package dev.carillon.admin;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.testkit.Answer;
import dev.carillon.testkit.Received;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Each test has a topic of its own, whose receiver refuses for good until it is healed. */
class DeadLetterCallsTest {
    private static AdminWorld world;
    private static int tests;

    private final String topic = "bell" + ++tests;

    @BeforeAll
    static void start(@TempDir Path data) {
        world = new AdminWorld(data, "photos");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @BeforeEach
    void refuse() {
        world.receiver.otherwise(new Answer.Reply(410, Map.of(), "gone away".getBytes(UTF_8)));
        world.rule(topic, world.topic(topic, true), topic + "/");
    }

    @Test
    void a_refused_delivery_is_listed_with_all_that_is_known() {
        world.put(topic + "/cat.jpg");
        JsonNode letter = world.letters(topic, 1).getFirst();
        assertThat(letter.path("id").asString()).matches("[0-9]+-1");
        assertThat(letter.path("reason").asString()).isEqualTo("refused");
        assertThat(letter.path("rule").asString()).isEqualTo(topic);
        assertThat(letter.path("bucket").asString()).isEqualTo("photos");
        assertThat(letter.path("key").asString()).isEqualTo(topic + "/cat.jpg");
        assertThat(letter.path("event").asString()).isEqualTo("ObjectCreated:Put");
        assertThat(letter.path("attempts").asInt()).isEqualTo(1);
        assertThat(letter.path("sharedTries").asInt(-1)).isZero();
        assertThat(letter.path("lastStatus").asInt()).isEqualTo(410);
        assertThat(letter.path("replay").asBoolean()).isFalse();
        assertThat(Instant.parse(letter.path("at").asString()))
                .isAfterOrEqualTo(Instant.parse(letter.path("time").asString()));
    }

    @Test
    void one_is_shown_with_the_last_answer_and_the_record_that_would_be_sent() {
        world.put(topic + "/cat.jpg");
        JsonNode letter = shown(world.letters(topic, 1).getFirst());
        assertThat(letter.path("answerExcerpt").asString()).isEqualTo("gone away");
        assertThat(letter.path("topicExists").asBoolean()).isTrue();
        Received sent = world.sentTo(topic, 1).getFirst();
        assertThat(letter.path("record").toString()).isEqualTo(sent.text());
        assertThat(letter.path("record").at("/Records/0/eventId"))
                .isEqualTo(letter.path("eventId"));
    }

    @Test
    void a_list_comes_in_pages() {
        List.of("a", "b", "c").forEach(text -> world.put(topic + "/" + text));
        world.letters(topic, 3);
        JsonNode first = world.get("/v1/deadletters?topic=" + topic + "&limit=2").body();
        assertThat(first.path("deadLetters").size()).isEqualTo(2);
        String next = first.path("next").asString();
        JsonNode second = world.get("/v1/deadletters?topic=" + topic + "&after=" + next).body();
        assertThat(second.path("deadLetters").size()).isEqualTo(1);
        assertThat(second.has("next")).isFalse();
    }

    @Test
    void conditions_must_all_hold() {
        world.put(topic + "/a");
        String at = world.letters(topic, 1).getFirst().path("at").asString();
        String later = Instant.parse(at).plusMillis(1).toString();
        assertThat(count("&rule=" + topic + "&bucket=photos&reason=refused&since=" + at))
                .isEqualTo(1);
        assertThat(count("&rule=other")).isZero();
        assertThat(count("&reason=expired")).isZero();
        assertThat(count("&since=" + later)).isZero();
    }

    @Test
    void sent_again_to_the_healed_receiver_it_arrives_once_under_its_first_id() throws Exception {
        world.put(topic + "/cat.jpg");
        String id = world.letters(topic, 1).getFirst().path("id").asString();
        heal();
        assertThat(world.post("/v1/deadletters/replay", ids(id)).body().toString())
                .isEqualTo("{\"replayed\":1,\"kept\":0}");
        assertThat(world.post("/v1/deadletters/replay", ids(id)).body().toString())
                .isEqualTo("{\"replayed\":0,\"kept\":0}");
        assertThat(world.post("/v1/deadletters/replay", "{\"topic\":\"" + topic + "\"}").body())
                .hasToString("{\"replayed\":0,\"kept\":0}");
        world.finding(topic + "/cat.jpg", topic, "delivered");
        assertThat(world.finding(topic + "/cat.jpg", topic, "replayed").path("at").asString())
                .isNotEmpty();
        List<Received> sent = world.sentTo(topic, 2);
        assertThat(sent.get(1).header("webhook-id")).isEqualTo(sent.get(0).header("webhook-id"));
        assertThat(sent.get(1).header("x-carillon-replay")).hasValue("true");
        assertThat(sent.get(0).header("x-carillon-replay")).isEmpty();
        assertThat(sent.get(1).text()).isEqualTo(sent.get(0).text());
    }

    @Test
    void what_is_purged_is_gone_and_the_rest_stays() {
        List.of("a", "b").forEach(text -> world.put(topic + "/" + text));
        String id = world.letters(topic, 2).getFirst().path("id").asString();
        assertThat(world.post("/v1/deadletters/purge", ids(id)).body().toString())
                .isEqualTo("{\"purged\":1}");
        assertThat(world.get("/v1/deadletters/" + id).status()).isEqualTo(404);
        assertThat(world.letters(topic, 1)).hasSize(1);
        world.post("/v1/deadletters/purge", "{\"rule\":\"" + topic + "\"}");
        assertThat(count("")).isZero();
    }

    @Test
    void letters_of_a_topic_that_is_gone_are_found_by_its_name_and_stay_when_replayed() {
        world.put(topic + "/a");
        JsonNode letter = world.letters(topic, 1).getFirst();
        world.server
                .sns()
                .deleteTopic(builder -> builder.topicArn("arn:aws:sns:default::" + topic));
        assertThat(shown(letter).path("topicExists").asBoolean()).isFalse();
        assertThat(world.post("/v1/deadletters/replay", ids(letter.path("id").asString())).body())
                .hasToString("{\"replayed\":0,\"kept\":1}");
        assertThat(count("")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "?reason=tired | reason: 'tired' is unknown; use one of expired, retries-exhausted",
                "?since=yesterday | since: 'yesterday' is no time; write ISO-8601",
                "?limit=0 | limit: takes 1 to 1000, not '0'.",
                "?limit=many | limit: takes 1 to 1000, not 'many'.",
                "?after=17 | after: '17' is no id of a dead letter: they look like 17-3.",
                "?topic= | topic: is empty; leave it out, or say which.",
                "?topic=a&topic=b | topic: is there twice; say it once.",
                "?colour=red | 'colour' is not known here: there are topic, rule, bucket",
                "/x-3 | id: 'x-3' is no id of a dead letter"
            })
    void a_bad_question_is_refused_and_says_what_is_allowed(String path, String message) {
        var reply = world.get("/v1/deadletters" + path);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.message()).startsWith(message);
    }

    @ParameterizedTest
    @CsvSource({
        "?topic=belll, no_such_topic, There is no topic 'belll'",
        "?bucket=fotos, no_such_bucket, There is no bucket 'fotos'",
        "/17-99999, no_such_dead_letter, There is no dead letter 17-99999"
    })
    void what_never_was_is_not_found(String path, String error, String message) {
        var reply = world.get("/v1/deadletters" + path);
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.error()).isEqualTo(error);
        assertThat(reply.message()).startsWith(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | Say which dead letters to purge",
                "{\"all\":false} | Say which dead letters to purge",
                "{\"all\":true,\"topic\":\"t\"} | Say which dead letters to purge",
                "{\"all\":\"yes\"} | all: takes true or false.",
                "{\"ids\":[]} | ids: takes a list of 1 to 1000 texts.",
                "{\"ids\":[7]} | ids: takes a text.",
                "{\"ids\":[\"seven\"]} | ids: 'seven' is no id",
                "{\"ids\":[\"1-1\"],\"topic\":\"t\"} | Say which dead letters in one way",
                "{\"tpoic\":\"t\"} | 'tpoic' is not known here",
                "{\"rule\":\"a\",\"rule\":\"b\"} | The body is no JSON: Duplicate",
                "[] | The body must be a JSON object",
                "all | The body is no JSON: ",
                "`` | The body must be a JSON object"
            })
    void a_bad_purge_purges_nothing(String body, String message) {
        world.put(topic + "/a");
        world.letters(topic, 1);
        var reply = world.post("/v1/deadletters/purge", body);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.message()).startsWith(message);
        assertThat(count("")).isEqualTo(1);
    }

    @Test
    void one_id_that_is_not_there_and_nothing_is_done() {
        world.put(topic + "/a");
        String id = world.letters(topic, 1).getFirst().path("id").asString();
        var reply = world.post("/v1/deadletters/purge", "{\"ids\":[\"" + id + "\",\"17-99999\"]}");
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.message()).contains("dead letter 17-99999:");
        assertThat(count("")).isEqualTo(1);
    }

    @Test
    void an_unknown_path_or_method_is_refused_with_a_reason() {
        assertThat(world.get("/v1/letters").message())
                .isEqualTo(
                        "There is no GET /v1/letters here. Is the command newer than the server?");
        var reply = world.get("/v1/deadletters/purge");
        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.message())
                .isEqualTo("/v1/deadletters/purge must be called with POST, not with GET.");
    }

    private void heal() {
        world.receiver.otherwise(Answer.ok());
    }

    private int count(String conditions) {
        return world.get("/v1/deadletters?topic=" + topic + conditions)
                .body()
                .path("deadLetters")
                .size();
    }

    private static JsonNode shown(JsonNode letter) {
        return world.get("/v1/deadletters/" + letter.path("id").asString()).body();
    }

    private static String ids(String id) {
        return "{\"ids\":[\"" + id + "\"]}";
    }
}
