package dev.carillon.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

class PrintableTest {
    @Test
    void what_steers_a_terminal_is_replaced() {
        assertThat(Printable.lines("a\u001B[31mb\u009B2Jc\u0000d\u007F"))
                .isEqualTo("a\uFFFD[31mb\uFFFD2Jc\uFFFDd\uFFFD");
    }

    @Test
    void what_turns_the_direction_of_writing_is_replaced() {
        assertThat(Printable.lines("\u202Egpj.exe\u2069\u2028\uFEFF"))
                .isEqualTo("\uFFFDgpj.exe\uFFFD\uFFFD\uFFFD");
    }

    @Test
    void letters_signs_and_lines_stay() {
        assertThat(Printable.lines("é ß 語 👨‍👩‍👧\tx\r\ny\rz\n"))
                .isEqualTo("é ß 語 👨‍👩‍👧\tx\ny\nz\n");
    }

    @Test
    void a_line_has_no_line_ends() {
        assertThat(Printable.line(" a\r\n\t b\n")).isEqualTo("a b");
    }

    @Test
    void bytes_that_are_no_utf8_are_replaced() {
        assertThat(Printable.decoded(new byte[] {'a', (byte) 0xE9, 'b', (byte) 0xC0, 'c'}))
                .isEqualTo("a\uFFFDb\uFFFDc");
    }

    @Test
    void a_character_cut_off_at_the_end_of_the_bytes_is_left_out() {
        byte[] whole = "a👍".getBytes(StandardCharsets.UTF_8);
        for (int length = 1; length < whole.length; length++) {
            assertThat(Printable.decoded(Arrays.copyOf(whole, length))).isEqualTo("a");
        }
        assertThat(Printable.decoded(whole)).isEqualTo("a👍");
    }

    @Test
    void cuts_between_characters_only() {
        assertThat(Printable.cut("a👍b", 2)).isEqualTo("a👍");
        assertThat(Printable.cut("a👍b", 3)).isEqualTo("a👍b");
        assertThat(Printable.cutToBytes("aé語👍", 9)).isEqualTo("aé語");
        assertThat(Printable.cutToBytes("aé語👍", 10)).isEqualTo("aé語👍");
        assertThat(Printable.cutToBytes("語", 2)).isEmpty();
    }
}
