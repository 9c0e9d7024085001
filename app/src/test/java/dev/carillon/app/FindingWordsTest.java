package dev.carillon.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.json.JsonMapper;

class FindingWordsTest {
    @Test
    void what_was_delivered_has_its_status() {
        assertThat(
                        words(
                                """
                                {"outcome":"delivered","at":"T","attempts":1,"lastStatus":204}
                                """))
                .isEqualTo("delivered T after 1 attempt, answered 204");
    }

    @Test
    void an_answer_without_a_status_has_its_words() {
        assertThat(
                        words(
                                """
                                {"outcome":"delivered","at":"T","attempts":2,"lastStatus":0,\
                                "lastResult":"accepted"}
                                """))
                .isEqualTo("delivered T after 2 attempts, accepted");
    }

    private static String words(String json) {
        return FindingWords.what(JsonMapper.shared().readTree(json));
    }
}
