package dev.carillon.rule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttributeTypeTest {
    private static final AttributeType NUMBER = new AttributeType.WholeNumber(-1, 10, "seconds");

    @ParameterizedTest
    @ValueSource(strings = {"-1", "0", "10", "007"})
    void a_number_within_its_bounds_is_taken(String value) {
        assertThat(NUMBER.objection(value)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-2", "11", "1.5", "x", " 1", "9999999999999999999", "٣"})
    void another_number_is_objected_to(String value) {
        assertThat(NUMBER.objection(value))
                .contains("write a whole number of seconds from -1 to 10");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "\0"})
    void a_path_is_one_line(String value) {
        assertThat(new AttributeType.FilePath().objection(value))
                .contains("write the path of a file on the server's machine");
        assertThat(new AttributeType.Text().objection(value)).isEmpty();
    }
}
