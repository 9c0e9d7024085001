package dev.carillon.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;

import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

class FlatJsonEncoderTest {
    private final LoggerContext context = new LoggerContext();
    private final FlatJsonEncoder encoder = new FlatJsonEncoder();

    @Test
    void a_line_is_flat_with_an_iso_time_and_the_fields_of_the_event() {
        JsonNode line =
                encoded(
                        List.of(
                                new KeyValuePair("status", 503),
                                new KeyValuePair("took", "1 ms"),
                                new KeyValuePair("message", "a name that is taken")),
                        new IllegalStateException("why"));
        assertThat(line.path("time").asString()).isEqualTo("2026-01-02T03:04:05.006Z");
        assertThat(line.path("level").asString()).isEqualTo("WARN");
        assertThat(line.path("logger").asString()).isEqualTo("a.logger");
        assertThat(line.path("message").asString()).isEqualTo("refused \"it\"\nhere");
        assertThat(line.path("status").isNumber()).isTrue();
        assertThat(line.path("took").asString()).isEqualTo("1 ms");
        assertThat(line.path("_message").asString()).isEqualTo("a name that is taken");
        assertThat(line.path("error").asString()).contains("IllegalStateException: why");
        assertThat(line.values()).allMatch(JsonNode::isValueNode);
    }

    private JsonNode encoded(List<KeyValuePair> fields, Throwable error) {
        encoder.start();
        var event =
                new LoggingEvent(
                        "",
                        context.getLogger("a.logger"),
                        Level.WARN,
                        "refused {}",
                        error,
                        new Object[] {"\"it\"\nhere"});
        event.setInstant(Instant.parse("2026-01-02T03:04:05.006Z"));
        fields.forEach(event::addKeyValuePair);
        String text = new String(encoder.encode(event), StandardCharsets.UTF_8);
        assertThat(text).endsWith("\n").containsOnlyOnce("\n");
        return JsonMapper.shared().readTree(text);
    }
}
