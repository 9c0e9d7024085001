package dev.carillon.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

class UnitsTest {
    @ParameterizedTest
    @CsvSource({"250ms, PT0.25S", "0s, PT0S", "10s, PT10S", "5m, PT5M", "2h, PT2H", "7d, PT168H"})
    void a_duration_is_read_and_written_back(String text, Duration meant) {
        assertThat(Units.duration(text)).isEqualTo(meant);
        assertThat(Units.text(meant)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "4096, 4096",
        "12B, 12",
        "64KiB, 65536",
        "512MiB, 536870912",
        "1GiB, 1073741824",
        "2TiB, 2199023255552"
    })
    void a_size_is_read(String text, long bytes) {
        assertThat(Units.bytes(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "s", "-1s", "1.5h", "10 s", "9999999999s", "1w"})
    void what_is_no_duration_is_refused(String text) {
        assertThatThrownBy(() -> Units.duration(text))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("such as 10s");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "1.5GiB", "1GB", "1 GiB"})
    void what_is_no_size_is_refused(String text) {
        assertThatThrownBy(() -> Units.bytes(text))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("such as 512MiB");
    }

    @ParameterizedTest
    @ValueSource(strings = {"999999999999TiB"})
    void a_size_beyond_all_numbers_is_refused(String text) {
        assertThatThrownBy(() -> Units.bytes(text)).hasMessageContaining("larger than any disk");
    }
}
