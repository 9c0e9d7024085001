package dev.carillon.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.event.EventType;
import dev.carillon.event.ObjectEvent;
import dev.carillon.event.Version;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;

class S3RecordsTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private final S3Records records = new S3Records("default");

    @Test
    void a_put_is_written_as_the_golden_file_has_it() throws IOException {
        ObjectEvent event = Events.put();
        assertThat(text(records.write(event, "n1", "me@example.com")))
                .isEqualTo(golden("put", event));
    }

    @Test
    void a_delete_marker_is_written_as_the_golden_file_has_it() throws IOException {
        ObjectEvent event = Events.marker();
        assertThat(text(records.write(event, "a \"b\"\\", "op\"aque & <data>")))
                .isEqualTo(golden("marker", event));
    }

    @Test
    void several_events_are_records_of_one_message_in_their_order() {
        String one = text(records.write(Events.put(), "n1", "o"));
        String other = text(records.write(Events.marker(), "n1", "o"));

        String both = text(records.write(List.of(Events.put(), Events.marker()), "n1", "o"));

        assertThat(both)
                .isEqualTo(
                        one.substring(0, one.length() - "]}".length())
                                + ","
                                + other.substring("{\"Records\":[".length()));
        assertThat(JSON.readTree(both).path("Records")).hasSize(2);
    }

    @Test
    void the_message_is_json_without_headers() {
        Message message = records.write(Events.put(), "n1", "");
        assertThat(message.contentType()).isEqualTo("application/json");
        assertThat(message.headers()).isEmpty();
    }

    @Test
    void the_same_event_gives_the_same_bytes() {
        assertThat(records.write(Events.put(), "n1", "o"))
                .isEqualTo(new S3Records("default").write(Events.put(), "n1", "o"));
    }

    @Test
    void an_earlier_version_is_identified_by_its_own_stamp() {
        var event = Events.of(EventType.REMOVED_DELETE, new Version.Earlier(0xABC));
        assertThat(record(event, "").at("/s3/object/versionId").asString())
                .isEqualTo("0000000000000ABC");
        assertThat(record(event, "").at("/s3/object/sequencer").asString())
                .isEqualTo("000000000000BEEF");
    }

    @ParameterizedTest
    @EnumSource(EventType.class)
    void every_event_type_has_a_name_without_s3(EventType type) {
        String name = record(Events.of(type, new Version.None()), "").at("/eventName").asString();
        assertThat(name).isNotEmpty().doesNotStartWith("s3:");
    }

    @Test
    void a_time_is_written_to_the_microsecond() {
        assertThat(record(Events.marker(), "").at("/eventTime").asString())
                .isEqualTo("2026-01-02T03:04:05.000000Z");
    }

    @Test
    void half_a_surrogate_pair_becomes_the_replacement_character() {
        assertThat(record(Events.named("a\uD800b\uDC00"), "").at("/s3/object/key").asString())
                .isEqualTo("a\uFFFDb\uFFFD");
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void any_text_comes_back_as_a_json_reader_reads_it(long seed) {
        var random = new Random(seed);
        String key = anyText(random);
        String opaque = anyText(random);
        JsonNode record = record(Events.named(key), opaque);
        assertThat(record.at("/s3/object/key").asString()).as("seed %d", seed).isEqualTo(key);
        assertThat(record.at("/opaqueData").asString()).as("seed %d", seed).isEqualTo(opaque);
    }

    private static String anyText(Random random) {
        int[] points =
                random.ints(random.nextInt(60), 0, 5)
                        .map(kind ->
                                switch (kind) {
                                    case 0 -> random.nextInt(0x20);
                                    case 1 -> random.nextInt(0x80);
                                    case 2 -> random.nextInt(0x80, 0x800);
                                    case 3 -> random.nextInt(0x800, 0xD800);
                                    default -> random.nextInt(0x10000, 0x110000);
                                })
                        .toArray();
        return new String(points, 0, points.length);
    }

    private JsonNode record(ObjectEvent event, String opaque) {
        return JSON.readTree(records.write(event, "r", opaque).body()).at("/Records/0");
    }

    private static String text(Message message) {
        return new String(message.body(), StandardCharsets.UTF_8);
    }

    private static String golden(String name, ObjectEvent event) throws IOException {
        try (var in = S3RecordsTest.class.getResourceAsStream("/golden/s3/" + name + ".json")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .strip()
                    .replace("EVENT-ID", event.id());
        }
    }
}
