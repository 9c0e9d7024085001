package dev.carillon.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.event.EventType;
import dev.carillon.event.ObjectEvent;
import dev.carillon.event.Version;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

class McsRecordsTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final McsRecords records = new McsRecords("ru-msk");

    @Test
    void a_put_is_written_as_the_golden_file_has_it() throws IOException {
        assertThat(text(records.write(Events.put(), "1", ""))).isEqualTo(golden("put"));
    }

    @Test
    void a_delete_marker_is_written_as_the_golden_file_has_it() throws IOException {
        assertThat(text(records.write(Events.marker(), "a \"b\"\\", "")))
                .isEqualTo(golden("marker"));
    }

    @Test
    void both_spellings_of_the_header_say_what_it_is() {
        Message message = records.write(Events.put(), "1", "");
        assertThat(message.contentType()).isEqualTo("application/json");
        assertThat(message.headers())
                .isEqualTo(
                        Map.of(
                                "x-amz-sns-message-type",
                                "Notification",
                                "x-amz-sns-messages-type",
                                "Notification"));
    }

    @Test
    void any_key_region_and_rule_stay_json() {
        ObjectEvent event = Events.named("a\"\\\n\u0000é\uD83D\uDE00");
        JsonNode record =
                JSON.readTree(new McsRecords("\"r\\").write(event, "\"\t", "").body())
                        .at("/Records/0");
        assertThat(record.at("/s3/object/key").asString()).isEqualTo("a\"\\\n\u0000é\uD83D\uDE00");
        assertThat(record.path("awsRegion").asString()).isEqualTo("\"r\\");
        assertThat(record.at("/s3/configurationId").asString()).isEqualTo("\"\t");
    }

    @ParameterizedTest
    @EnumSource(EventType.class)
    void every_event_name_begins_with_s3(EventType type) {
        Message message = records.write(Events.of(type, new Version.None()), "1", "");
        assertThat(JSON.readTree(message.body()).at("/Records/0/eventName").asString())
                .isEqualTo("s3:" + S3EventNames.nameOf(type));
    }

    private static String text(Message message) {
        return new String(message.body(), StandardCharsets.UTF_8);
    }

    private static String golden(String name) throws IOException {
        try (var in = McsRecordsTest.class.getResourceAsStream("/golden/mcs/" + name + ".json")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .strip();
        }
    }
}
