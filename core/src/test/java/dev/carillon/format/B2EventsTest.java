package dev.carillon.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.event.EventType;
import dev.carillon.event.Version;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

class B2EventsTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private final B2Events events = new B2Events();

    @Test
    void a_batch_is_written_as_the_golden_file_has_it() throws IOException {
        Message message = events.write(List.of(Events.put(), Events.marker()), "the-rule", "");
        assertThat(text(message))
                .isEqualTo(
                        golden("batch")
                                .replace("EVENT-ID-1", Events.put().id())
                                .replace("EVENT-ID-2", Events.marker().id()));
    }

    @Test
    void a_test_message_is_written_as_the_golden_file_has_it() throws IOException {
        var of = new B2Events.TestOf("owner", "000000000000000b", "golden-bucket", "the-rule");
        Message message = B2Events.test(of, Instant.ofEpochMilli(1_795_000_000_123L), "ab12");
        assertThat(text(message)).isEqualTo(golden("test"));
        assertThat(message.headers()).containsEntry("x-carillon-test", "true");
    }

    @Test
    void the_message_names_its_account_and_the_order_of_its_events() {
        Message message = events.write(List.of(Events.put(), Events.marker()), "the-rule", "");
        assertThat(message.contentType()).isEqualTo("application/json; charset=UTF-8");
        assertThat(message.headers())
                .containsEntry("User-Agent", "B2/EventNotifications")
                .containsEntry("X-Carillon-Sequencer", "000000000000BEEF,000000000000BEEF")
                .hasSize(2);
    }

    @Test
    void one_event_is_a_batch_of_one() {
        assertThat(events.write(Events.put(), "the-rule", ""))
                .isEqualTo(events.write(List.of(Events.put()), "the-rule", ""));
    }

    @Test
    void a_removed_version_is_identified_by_its_own_file_id() {
        var removed = Events.of(EventType.REMOVED_DELETE, new Version.Earlier(0xABC));
        JsonNode event =
                JSON.readTree(events.write(removed, "the-rule", "").body()).at("/events/0");
        assertThat(event.path("eventType").asString()).isEqualTo("b2:ObjectDeleted:Delete");
        assertThat(event.path("objectVersionId").asString()).contains("_f0000000000000abc_");
    }

    private static String text(Message message) {
        return new String(message.body(), StandardCharsets.UTF_8);
    }

    private static String golden(String name) throws IOException {
        try (var in = B2EventsTest.class.getResourceAsStream("/golden/b2/" + name + ".json")) {
            byte[] bytes = Objects.requireNonNull(in, name).readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8).strip();
        }
    }
}
