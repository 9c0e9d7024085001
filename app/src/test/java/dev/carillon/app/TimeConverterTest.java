package dev.carillon.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine.TypeConversionException;

import java.time.Instant;
import java.time.InstantSource;

class TimeConverterTest {
    private final TimeConverter converter =
            new TimeConverter(InstantSource.fixed(Instant.parse("2026-11-22T12:00:00.5Z")));

    @ParameterizedTest
    @CsvSource({
        "30m, 2026-11-22T11:30:00Z",
        "2h, 2026-11-22T10:00:00Z",
        "7d, 2026-11-15T12:00:00Z",
        "2026-01-02T03:04:05Z, 2026-01-02T03:04:05Z",
        "2026-01-02T03:04:05+01:00, 2026-01-02T02:04:05Z"
    })
    void how_long_ago_or_when(String text, Instant time) {
        assertThat(converter.convert(text)).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "yesterday", "2", "2 h", "-2h", "2026-11-22", "2026-11-22T25:00:00Z"})
    void anything_else_is_refused_with_what_to_write(String text) {
        assertThatThrownBy(() -> converter.convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("'" + text + "' is no time")
                .hasMessageContaining("2h or 7d");
    }

    @Test
    void picocli_can_make_one() {
        assertThat(new TimeConverter().convert("1h")).isBefore(Instant.now());
    }
}
