package dev.carillon.receive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;

class BodyTextTest {
    private final BodyText bodies = new BodyText();

    @Test
    void json_is_indented_and_its_numbers_keep_their_digits() {
        assertThat(
                        lines(
                                "{\"events\":[{\"n\":1.10,\"big\":123456789012345678901234567890}],\"none\":[]}"))
                .containsExactly(
                        "{",
                        "  \"events\": [",
                        "    {",
                        "      \"n\": 1.10,",
                        "      \"big\": 123456789012345678901234567890",
                        "    }",
                        "  ],",
                        "  \"none\": []",
                        "}");
    }

    @Test
    void control_characters_never_reach_the_terminal() {
        assertThat(lines("{\"key\":\"a\\u001B[2J\u202e\u0085\"}"))
                .containsExactly("{", "  \"key\": \"a\\u001B[2J\\u202e\\u0085\"", "}");
        assertThat(lines("not json \u001b[31m\nsecond\u0000"))
                .containsExactly("not json \\u001b[31m", "second\\u0000");
    }

    @Test
    void half_of_a_document_is_shown_as_text() {
        assertThat(lines("{\"events\":[")).containsExactly("{\"events\":[");
    }

    @Test
    void bytes_that_are_not_text_are_shown_in_hex() {
        byte[] body = new byte[300];
        body[0] = (byte) 0x89;
        body[1] = 'P';

        List<String> lines = bodies.lines(body);

        assertThat(lines).hasSize(18);
        assertThat(lines.getFirst()).isEqualTo("(300 bytes, which are not text in UTF-8)");
        assertThat(lines.get(1))
                .isEqualTo(
                        "00000000  89 50 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "
                                + " .P..............");
        assertThat(lines.getLast()).isEqualTo("… (44 more bytes)");
    }

    @Test
    void a_long_body_is_cut_and_says_so() {
        List<String> lines = lines("x".repeat(70_000));

        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst()).hasSize(65_536);
        assertThat(lines.getLast()).contains("70000 bytes", "--json");
    }

    /** Indented, this body would have 100 MiB. */
    @Test
    void a_deeply_nested_body_cannot_fill_memory() {
        String body = "[".repeat(490) + "0,".repeat(100_000) + "0" + "]".repeat(490);

        List<String> lines = lines(body);

        assertThat(lines.stream().mapToInt(String::length).sum()).isLessThan(70_000);
        assertThat(lines.getLast()).contains("bytes; --json shows all");
    }

    private List<String> lines(String body) {
        return bodies.lines(body.getBytes(StandardCharsets.UTF_8));
    }
}
