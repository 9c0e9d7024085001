package dev.carillon.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.event.Tag;
import dev.carillon.http.XmlReader;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;

class TaggingTest {
    @Test
    void a_header_is_read_like_a_query_and_a_key_may_repeat() {
        assertThat(Tagging.header("a=1&a=2&b=x%20y&c"))
                .containsExactly(
                        new Tag("a", "1"),
                        new Tag("a", "2"),
                        new Tag("b", "x y"),
                        new Tag("c", ""));
    }

    @Test
    void a_document_comes_back_as_it_was_written() {
        List<Tag> tags = List.of(new Tag("a", "1"), new Tag("b <&>", " blank "));
        byte[] document = Tagging.write(tags).close().bytes();
        assertThat(Tagging.document(XmlReader.read(document, "Tagging"))).isEqualTo(tags);
    }

    @Test
    void a_document_that_repeats_a_key_is_refused() {
        List<Tag> tags = List.of(new Tag("a", "1"), new Tag("a", "2"));
        byte[] document = Tagging.write(tags).close().bytes();
        assertThatThrownBy(() -> Tagging.document(XmlReader.read(document)))
                .hasMessageContaining("InvalidTag");
    }

    @Test
    void what_is_too_much_is_refused() {
        assertThatThrownBy(() -> Tagging.header("a&b&c&d&e&f&g&h&i&j&k"))
                .hasMessageContaining("at most 10 tags");
        assertThatThrownBy(() -> Tagging.header("k".repeat(129)))
                .hasMessageContaining("1 to 128 characters");
        assertThatThrownBy(() -> Tagging.header("k=" + "v".repeat(257)))
                .hasMessageContaining("at most 256 characters");
        assertThatThrownBy(() -> Tagging.header("%zz")).hasMessageContaining("InvalidArgument");
    }

    @Test
    void a_document_without_what_it_needs_is_refused() {
        for (String text :
                List.of(
                        "<Tagging/>",
                        "<Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging>",
                        "<Tagging><TagSet><Tag><Value>a</Value></Tag></TagSet></Tagging>")) {
            byte[] document = text.getBytes(StandardCharsets.UTF_8);
            assertThatThrownBy(() -> Tagging.document(XmlReader.read(document)))
                    .as(text)
                    .hasMessageContaining("MalformedXML");
        }
    }
}
