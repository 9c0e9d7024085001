package dev.carillon.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.Received;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

class ReplayCallsTest {
    private static final JsonMapper JSON = JsonMapper.shared();
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
    void past_events_go_to_one_topic_again_in_order_per_key() throws Exception {
        world.rule("in", world.topic("bell", true), "in/");
        world.rule("all", world.topic("other", true), "");
        IntStream.range(0, 12).forEach(turn -> world.put("in/" + turn % 3));
        world.put("out/a");
        List<Received> live = world.sentTo("bell", 12);
        String since = Instant.now().minusSeconds(3_600).toString();

        JsonNode told =
                world.post("/v1/replay", "{\"topic\":\"bell\",\"since\":\"" + since + "\"}").body();

        assertThat(told.toString())
                .isEqualTo("{\"topic\":\"bell\",\"events\":12,\"deliveries\":12}");
        List<Received> again = world.sentTo("bell", 24).subList(12, 24);
        assertThat(again).allMatch(received -> received.header("x-carillon-replay").isPresent());
        assertThat(world.sentTo("other", 13)).as("the other topic gets nothing more").hasSize(13);
        for (int key = 0; key < 3; key++) {
            assertThat(sequencers(again, "in/" + key))
                    .hasSize(4)
                    .isSorted()
                    .isEqualTo(sequencers(live, "in/" + key));
        }
        assertThat(again.stream().map(received -> received.header("webhook-id")))
                .containsExactlyInAnyOrderElementsOf(
                        live.stream().map(received -> received.header("webhook-id")).toList());
    }

    @Test
    void a_window_and_a_prefix_choose_the_events() throws Exception {
        world.rule("few", world.topic("few", true), "few/");
        world.put("few/a");
        world.put("few/b");
        world.put("few/ab");
        Instant first = Instant.parse(world.explain("few/a").at("/0/time").asString());
        Instant last = Instant.parse(world.explain("few/ab").at("/0/time").asString());
        assertThat(replayed(first, last)).as("the end is not in it").isEqualTo(2);
        assertThat(replayed(first.plusNanos(1_000), last.plusSeconds(1))).isEqualTo(2);
        assertThat(replayed(last.plusSeconds(1), last.plusSeconds(2))).isZero();
        String prefix = "\"since\":\"" + first + "\",\"keyPrefix\":\"few/a\"";
        assertThat(world.post("/v1/replay", "{\"topic\":\"few\"," + prefix + "}").body())
                .hasToString("{\"topic\":\"few\",\"events\":2,\"deliveries\":2}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"since\":\"2026-01-01T00:00:00Z\"} | topic: is missing; name the topic",
                "{\"topic\":\"t\"} | since: is missing; say from when on.",
                "{\"topic\":\"t\",\"since\":\"2h\"} | since: '2h' is no time; write ISO-8601",
                "{\"topic\":\"t\",\"since\":\"2026-01-01T00:00:00Z\",\"until\":\"2026-01-01T00:00:00Z\"}"
                    + " | until: must be later than since.",
                "{\"topic\":\"t\",\"prefix\":\"x\"} | 'prefix' is not known here: there are topic,"
            })
    void a_bad_call_is_refused_and_says_what_is_allowed(String body, String message) {
        var reply = world.post("/v1/replay", body);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.message()).startsWith(message);
    }

    @Test
    void a_topic_that_is_not_there_is_not_found() {
        var reply =
                world.post("/v1/replay", "{\"topic\":\"bel\",\"since\":\"2026-01-01T00:00:00Z\"}");
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.error()).isEqualTo("no_such_topic");
    }

    private static int replayed(Instant since, Instant until) {
        return world.post(
                        "/v1/replay",
                        "{\"topic\":\"few\",\"since\":\"%s\",\"until\":\"%s\"}"
                                .formatted(since, until))
                .body()
                .path("events")
                .asInt();
    }

    private static List<String> sequencers(List<Received> some, String key) {
        return some.stream()
                .map(received -> JSON.readTree(received.text()).at("/Records/0/s3/object"))
                .filter(node -> node.path("key").asString().equals(key))
                .map(node -> node.path("sequencer").asString())
                .toList();
    }
}
