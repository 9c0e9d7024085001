package dev.carillon.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Accepted;
import dev.carillon.delivery.AttemptResult.Refused;
import dev.carillon.delivery.AttemptResult.TimedOut;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.delivery.RefusalReason.Scope;
import dev.carillon.endpoint.Diagnosis.Step;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class DiagnosisTextTest {
    @Test
    void columns_stand_in_line_and_the_last_line_says_what_to_do() {
        var diagnosis =
                diagnosis(
                        new Unreachable("connecting took too long"),
                        step("dns", true, 12, "hooks.test is 192.0.2.7"),
                        step("guard", true, 0, "allowed: 192.0.2.7"),
                        step("connect", false, 5_000, "192.0.2.7:443: no connection"));

        assertThat(DiagnosisText.of(diagnosis))
                .isEqualTo(
                        """
                        dns      ok        12 ms  hooks.test is 192.0.2.7
                        guard    ok         0 ms  allowed: 192.0.2.7
                        connect  FAILED  5000 ms  192.0.2.7:443: no connection
                        Start the receiver, or correct host and port in the URL; if they are right, \
                        look for a firewall between.
                        """);
    }

    @Test
    void a_good_one_says_that_there_is_nothing_to_do() {
        var diagnosis = diagnosis(new Accepted(204), step("answer", true, 3, "204"));

        assertThat(DiagnosisText.of(diagnosis))
                .isEqualTo(
                        """
                        answer  ok      3 ms  204
                        The endpoint accepted the message: there is nothing to do.
                        """);
    }

    @Test
    void whatever_happened_there_is_one_sentence_of_advice() {
        var results =
                Stream.concat(
                        IntStream.rangeClosed(300, 599)
                                .mapToObj(number -> new Refused(number, "", Optional.empty())),
                        Stream.<AttemptResult>of(
                                Refused.stated("no queue is bound", Scope.ENDPOINT),
                                new Unreachable("gone"),
                                new TimedOut(Duration.ofSeconds(1))));
        results.forEach(result -> {
            for (String name : List.of("dns", "guard", "connect", "tls", "answer", "send")) {
                var diagnosis = diagnosis(result, step(name, false, 1, "x"));
                assertThat(diagnosis.advice())
                        .endsWith(".")
                        .doesNotContain("\n")
                        .hasSizeLessThan(160);
            }
            assertThat(diagnosis(result).advice()).endsWith(".");
        });
    }

    @Test
    void a_detail_is_one_printable_line_of_at_most_500_characters() {
        assertThat(step("dns", true, 1, "a\nb\u001B").detail()).isEqualTo("a b\uFFFD");
        assertThat(step("dns", true, 1, "x".repeat(5_000)).detail()).hasSize(500);
    }

    private static Diagnosis diagnosis(AttemptResult result, Step... steps) {
        return new Diagnosis(List.of(steps), result, HttpKind.KIND.steps());
    }

    private static Step step(String name, boolean ok, int millis, String detail) {
        return new Step(name, ok, Duration.ofMillis(millis), detail);
    }
}
