package dev.carillon.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.delivery.AttemptResult.Accepted;
import dev.carillon.delivery.AttemptResult.Refused;
import dev.carillon.delivery.RefusalReason.Scope;
import dev.carillon.delivery.RefusalReason.Stated;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.OptionalInt;

/** Tests of the lines that a long-lived worker prints. */
class StreamAnswerTest {
    @ParameterizedTest
    @ValueSource(strings = {"ok 2", "ok 2 ", "ok 2\r", "ok 2 \t"})
    void ok_with_an_id_is_a_success(String line) {
        assertThat(StreamAnswer.read(line))
                .hasValue(new StreamAnswer("2", new Accepted(OptionalInt.empty())));
    }

    @ParameterizedTest
    @CsvSource({"fail 3 no room,failed: no room", "fail 3,failed: the worker gave no reason"})
    void fail_with_an_id_has_a_reason(String line, String words) {
        StreamAnswer answer = StreamAnswer.read(line).orElseThrow();
        assertThat(answer.id()).isEqualTo("3");
        assertThat(((Refused) answer.result()).reason())
                .isEqualTo(new Stated(words, Scope.DELIVERY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ok", "ok ", "ok 2 3", "fail", "OK 2", " ok 2", "working on 2"})
    void nothing_else_is_an_answer(String line) {
        assertThat(StreamAnswer.read(line)).isEmpty();
    }
}
