package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Random;

class XmlTest {
    private static final int TRIES = 500;

    @Test
    void a_document_is_read_as_a_tree_without_its_name_spaces() {
        var root =
                read(
                        """
                        <?xml version="1.0" encoding="UTF-8"?>
                        <!-- hello -->
                        <n:Config xmlns:n="urn:x" xmlns="urn:y">
                          <Topic><Id> a&amp;b </Id><Event>x</Event><Event><![CDATA[<y>]]></Event></Topic>
                          <Empty/>
                        </n:Config>
                        """);
        assertThat(root.name()).isEqualTo("Config");
        var topic = root.child("Topic").orElseThrow();
        assertThat(topic.textOf("Id")).hasValue("a&b");
        assertThat(topic.child("Id").orElseThrow().text()).isEqualTo(" a&b ");
        assertThat(topic.textsOf("Event")).containsExactly("x", "<y>");
        assertThat(root.textOf("Empty")).hasValue("");
        assertThat(root.textOf("Missing")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "text",
                "<a>",
                "<a></b>",
                "<a/><b/>",
                "<a>&</a>",
                "<a>&unknown;</a>",
                "<a b=c/>",
                "<a><b></a></b>",
                "<a/>trailing",
                "<?xml version=\"1.0\"?>",
                "<a>\u0001</a>",
                "<a>&#1;</a>",
                "<!DOCTYPE a><a/>",
                "<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><a>&e;</a>",
                "<!DOCTYPE a SYSTEM \"http://127.0.0.1:1/x.dtd\"><a/>",
            })
    void what_is_no_plain_document_is_refused(String document) {
        assertThatThrownBy(() -> read(document)).isInstanceOf(XmlException.class);
    }

    @Test
    void a_billion_laughs_are_refused() {
        var bomb = new StringBuilder("<!DOCTYPE l [<!ENTITY a0 \"ha\">");
        for (int i = 1; i < 30; i++) {
            bomb.append("<!ENTITY a%d \"&a%d;&a%d;\">".formatted(i, i - 1, i - 1));
        }
        bomb.append("]><l>&a29;</l>");
        assertThatThrownBy(() -> read(bomb.toString())).isInstanceOf(XmlException.class);
    }

    @Test
    void what_is_too_deep_or_too_large_is_refused() {
        assertThatThrownBy(() -> read("<a>".repeat(100_000))).isInstanceOf(XmlException.class);
        assertThatThrownBy(() -> read("<a>" + "<b/>".repeat(160_000) + "</a>"))
                .isInstanceOf(XmlException.class)
                .hasMessageContaining("elements");
        assertThat(read("<a>" + "<b/>".repeat(140_000) + "</a>").children()).hasSize(140_000);
    }

    @Test
    void another_root_is_named() {
        assertThatThrownBy(() -> XmlReader.read("<Delete/>".getBytes(UTF_8), "Tagging"))
                .isInstanceOf(XmlException.class)
                .hasMessageContaining("<Tagging>")
                .hasMessageContaining("<Delete>");
    }

    /** Any bytes are either a document or lead to an XmlException. */
    @Test
    void damaged_documents_end_in_one_kind_of_exception() {
        byte[] right =
                "<?xml version='1.0'?><a x='1'><b>é&lt;</b><c><![CDATA[x]]></c></a>"
                        .getBytes(UTF_8);
        for (int seed = 0; seed < TRIES; seed++) {
            var random = new Random(seed);
            byte[] damaged = right.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            assertThat(outcome(damaged)).as("seed %d", seed).isIn("read", "refused");
        }
    }

    @Test
    void what_is_written_is_read_again() {
        for (int seed = 0; seed < TRIES; seed++) {
            String text = text(new Random(seed));
            byte[] document = XmlWriter.declared().open("a").element("b", text).close().bytes();
            assertThat(XmlReader.read(document).child("b").orElseThrow().text())
                    .as("seed %d", seed)
                    .isEqualTo(text);
        }
    }

    @Test
    void what_xml_cannot_carry_is_replaced() {
        byte[] document = XmlWriter.bare().element("a", "x\u0000\u001f\uffff\ud800y").bytes();
        assertThat(XmlReader.read(document).text()).isEqualTo("x\ufffd\ufffd\ufffd\ufffdy");
    }

    @Test
    void elements_attributes_and_numbers_are_written_in_order() {
        assertThat(
                        new String(
                                XmlWriter.declared()
                                        .open("A", "urn:x")
                                        .element("N", 1)
                                        .element("T", true)
                                        .openWith("G", "type", "\"<&>\"")
                                        .text("t")
                                        .close()
                                        .close()
                                        .bytes(),
                                UTF_8))
                .isEqualTo(
                        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<A xmlns=\"urn:x\"><N>1</N>"
                                + "<T>true</T><G type=\"&quot;&lt;&amp;&gt;&quot;\">t</G></A>");
    }

    @Test
    void a_document_left_open_is_not_given_out() {
        var writer = XmlWriter.bare().open("a");
        assertThatThrownBy(writer::bytes).isInstanceOf(IllegalStateException.class);
    }

    private static String text(Random random) {
        var pieces =
                List.of("a", " ", "\n", "\r", "\t", "&", "<", ">", "]]>", "é", "☃", "😀", "\"");
        var text = new StringBuilder();
        for (int i = random.nextInt(20); i > 0; i--) {
            text.append(pieces.get(random.nextInt(pieces.size())));
        }
        return text.toString();
    }

    private static String outcome(byte[] document) {
        try {
            XmlReader.read(document);
            return "read";
        } catch (XmlException e) {
            return "refused";
        }
    }

    private static XmlElement read(String document) {
        return XmlReader.read(document.getBytes(UTF_8));
    }
}
