package dev.carillon.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    0                             | PT0S
                    ' 120 '                       | PT2M
                    3600                          | PT1H
                    3601                          | PT1H
                    99999999999999999999          | PT1H
                    Thu, 01 Jan 2026 00:00:30 GMT | PT30S
                    Thu, 01 Jan 2026 05:00:00 GMT | PT1H
                    Wed, 31 Dec 2025 23:00:00 GMT | PT0S
                    """)
    void reads_seconds_and_dates_up_to_an_hour(String text, Duration wait) {
        assertThat(RetryAfter.parse(text, NOW)).contains(wait);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5", "1e3", "Thu, 41 Jan 2026 00:00:30 GMT", "٣"})
    void leaves_out_what_is_neither(String text) {
        assertThat(RetryAfter.parse(text, NOW)).isEmpty();
    }
}
