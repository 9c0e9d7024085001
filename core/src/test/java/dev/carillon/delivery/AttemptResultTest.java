package dev.carillon.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.delivery.AttemptResult.Accepted;
import dev.carillon.delivery.AttemptResult.Refused;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.delivery.RefusalReason.Scope;
import dev.carillon.delivery.RefusalReason.Stated;

import org.junit.jupiter.api.Test;

import java.util.Optional;
import java.util.OptionalInt;

class AttemptResultTest {
    @Test
    void a_summary_has_the_status_where_there_is_one_and_the_words_where_not() {
        assertThat(new Accepted(204).summary()).isEqualTo("accepted with 204");
        assertThat(new Accepted(OptionalInt.empty()).summary()).isEqualTo("accepted");
        assertThat(new Refused(503, "", Optional.empty()).summary()).isEqualTo("refused with 503");
        assertThat(Refused.stated("returned: no queue is bound", Scope.ENDPOINT).summary())
                .isEqualTo("refused: returned: no queue is bound");
    }

    @Test
    void only_answers_of_http_have_a_status() {
        assertThat(new Accepted(204).status()).hasValue(204);
        assertThat(new Refused(503, "", Optional.empty()).status()).hasValue(503);
        assertThat(Refused.stated("full", Scope.ENDPOINT).status()).isEmpty();
        assertThat(new Unreachable("gone").status()).isEmpty();
    }

    @Test
    void stated_words_are_one_line_of_at_most_200_characters() {
        assertThat(new Stated("a\nb\u001B ", Scope.MESSAGE).words()).isEqualTo("a b");
        assertThat(new Stated("x".repeat(500), Scope.MESSAGE).words()).hasSize(200);
    }
}
