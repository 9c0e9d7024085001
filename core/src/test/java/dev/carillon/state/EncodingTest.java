package dev.carillon.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tests that values have the bytes that are on disk, and are read from them. */
class EncodingTest {
    @Test
    void a_time_is_rounded_down_to_microseconds_also_before_1970() {
        var late = Instant.parse("1970-01-01T00:00:01.234567891Z");
        var early = Instant.parse("1969-12-31T23:59:59.999998001Z");
        byte[] bytes = Template.builder().micros(late).micros(early).array();
        assertHex(bytes, "000000000012d687" + "fffffffffffffffe");
        var in = new BytesReader(bytes);
        assertThat(in.micros()).isEqualTo("1970-01-01T00:00:01.234567Z");
        assertThat(in.micros()).isEqualTo("1969-12-31T23:59:59.999998Z");
    }

    @Test
    void a_time_and_a_duration_are_written_in_milliseconds() {
        var time = Instant.parse("1970-01-01T00:00:01.234567891Z");
        byte[] bytes = Template.builder().millis(time).millis(Duration.ofSeconds(2)).array();
        assertHex(bytes, "00000000000004d2" + "00000000000007d0");
        var in = new BytesReader(bytes);
        assertThat(in.millis()).isEqualTo("1970-01-01T00:00:01.234Z");
        assertThat(in.duration()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void a_list_is_its_length_and_its_values() {
        List<Integer> numbers = List.of(7, 9);
        byte[] bytes =
                Template.builder()
                        .list(numbers, Template.Builder::u8)
                        .texts(List.of("ä"))
                        .texts(List.of())
                        .array();
        assertHex(bytes, "00000002" + "0709" + "00000001" + "00000002c3a4" + "00000000");
        var in = new BytesReader(bytes);
        assertThat(in.list(BytesReader::u8)).isEqualTo(numbers);
        assertThat(in.texts()).containsExactly("ä");
        assertThat(in.texts()).isEmpty();
        assertThat(in.remaining()).isZero();
    }

    @Test
    void a_map_keeps_its_order() {
        var map = new LinkedHashMap<String, String>();
        map.put("b", "1");
        map.put("a", "");
        byte[] bytes = Template.builder().map(map).array();
        assertHex(bytes, "00000002" + "0000000162" + "0000000131" + "0000000161" + "00000000");
        Map<String, String> read = new BytesReader(bytes).map();
        assertThat(read).containsExactly(Map.entry("b", "1"), Map.entry("a", ""));
    }

    private static void assertHex(byte[] bytes, String hex) {
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(hex);
    }
}
