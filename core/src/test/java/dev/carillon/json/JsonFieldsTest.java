package dev.carillon.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

class JsonFieldsTest {
    private static final String DOCUMENT =
            """
            {"text": "a", "empty": "", "flag": true, "number": 5, "digits": "-7", "null": null,
             "texts": ["x", "y"], "map": {"b": "1", "a": null},
             "objects": [{"name": "one"}, {"name": 2}]}
            """;

    @Test
    void fields_are_read_by_their_types() {
        JsonFields fields = read(DOCUMENT, true);
        assertThat(fields.text("text")).hasValue("a");
        assertThat(fields.required("empty", "is missing")).isEmpty();
        assertThat(fields.flag("flag")).hasValue(true);
        assertThat(fields.number("number")).hasValue(5);
        assertThat(fields.texts("texts")).hasValue(List.of("x", "y"));
        assertThat(fields.map("map")).containsExactly(Map.entry("b", "1"), Map.entry("a", ""));
        assertThat(fields.objects("objects").orElseThrow().getFirst().text("name")).hasValue("one");
        assertThat(fields.names()).startsWith("text", "empty", "flag").hasSize(9);
    }

    @Test
    void an_absent_field_has_no_value_of_any_type() {
        JsonFields fields = read("{}", false);
        assertThat(fields.node("a")).isEmpty();
        assertThat(fields.text("a")).isEmpty();
        assertThat(fields.number("a")).isEmpty();
        assertThat(fields.objects("a")).isEmpty();
        assertThat(fields.map("a")).isEmpty();
    }

    @Test
    void the_rules_decide_whether_null_is_a_value() {
        assertThat(read(DOCUMENT, true).text("null")).isEmpty();
        assertThatThrownBy(() -> read(DOCUMENT, false).text("null")).hasMessage("null: no TEXT");
    }

    @Test
    void the_rules_decide_which_numbers_are_valid() {
        assertThat(read(DOCUMENT, true).number("digits")).hasValue(-7);
        assertThatThrownBy(() -> read(DOCUMENT, false).number("digits"))
                .hasMessage("digits: no NUMBER");
    }

    @Test
    void an_invalid_field_is_refused_by_its_path() {
        JsonFields fields = read(DOCUMENT, true);
        assertThatThrownBy(() -> fields.flag("text")).hasMessage("text: no FLAG");
        assertThatThrownBy(() -> fields.texts("text")).hasMessage("text: no LIST");
        assertThatThrownBy(() -> fields.object("text")).hasMessage("text: no OBJECT");
        assertThatThrownBy(() -> fields.texts("objects")).hasMessage("objects/0: no TEXT_IN_LIST");
        assertThatThrownBy(() -> fields.objects("texts")).hasMessage("texts/0: no OBJECT_IN_LIST");
        assertThatThrownBy(() -> fields.required("null", "is missing"))
                .hasMessage("null: is missing");
        JsonFields second = fields.objects("objects").orElseThrow().getLast();
        assertThatThrownBy(() -> second.text("name")).hasMessage("objects/1.name: no TEXT");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{'a':1,'a':2}", "{'a':", "nothing"})
    void a_name_that_comes_twice_and_half_a_document_are_no_json(String document) {
        byte[] bytes = utf8(document.replace('\'', '"'));
        assertThatThrownBy(() -> JsonFields.parse(bytes)).isInstanceOf(JacksonException.class);
    }

    @Test
    void a_document_that_is_too_deep_is_refused() {
        byte[] deepest = utf8("[".repeat(20) + "]".repeat(20));
        byte[] deeper = utf8("[".repeat(21) + "]".repeat(21));
        assertThat(JsonFields.parse(deepest).isArray()).isTrue();
        assertThatThrownBy(() -> JsonFields.parse(deeper)).isInstanceOf(JacksonException.class);
    }

    private static JsonFields read(String document, boolean lenient) {
        var object = (ObjectNode) JsonFields.parse(utf8(document));
        return new JsonFields(object, new ToyRules(lenient));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Toy rules; lenient ones ignore null and accept digits as a number. */
    private record ToyRules(boolean lenient) implements FieldRules {
        @Override
        public boolean nullIsAbsent() {
            return lenient;
        }

        @Override
        public boolean accepts(FieldType type, JsonNode value) {
            boolean digits = type == FieldType.NUMBER && value.isString();
            return type.matches(value) || (lenient && digits);
        }

        @Override
        public String objection(FieldType type, JsonNode value) {
            return "no " + type;
        }

        @Override
        public String element(FieldType type, String list, int index) {
            return list + "/" + index;
        }

        @Override
        public IllegalArgumentException refusal(String path, String why) {
            return new IllegalArgumentException(path + ": " + why);
        }
    }
}
