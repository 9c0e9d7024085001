package dev.carillon.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.rule.RefusedException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

class RehearsalTest {
    @ParameterizedTest
    @CsvSource({
        "503, 503, 10000",
        "503:25%, 503, 2500",
        "429:0.5%, 429, 50",
        "200:100%, 200, 10000"
    })
    void a_share_is_a_status_and_a_percentage(String text, int status, int hundredths) {
        assertThat(Rehearsal.Share.parse(text)).isEqualTo(new Rehearsal.Share(status, hundredths));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "199",
                "600",
                "503:",
                "503:25",
                "503:0%",
                "503:101%",
                "503:1.234%",
                "-503",
                "503:-5%"
            })
    void any_other_text_is_refused_with_an_example(String text) {
        assertThatThrownBy(() -> Rehearsal.Share.parse(text))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("503:25%");
    }

    @Test
    void more_than_all_messages_cannot_be_answered() {
        assertThatThrownBy(() -> rehearsal(1, "503:60%", "429:41%")).hasMessageContaining("100 %");
        assertThat(rehearsal(1, "503:60%", "429:40%").shares()).hasSize(2);
    }

    @Test
    void a_delay_has_a_limit() {
        var tooLong = Duration.ofMinutes(5).plusMillis(1);

        assertThatThrownBy(
                        () -> new Rehearsal(List.of(), tooLong, Optional.empty(), Optional.empty()))
                .hasMessageContaining("5m");
    }

    @Test
    void each_status_gets_about_its_share() {
        var answers = new RehearsedAnswers(rehearsal(7, "503:25%", "429:10%"));

        var statuses = IntStream.range(0, 10_000).map(_ -> answers.status()).boxed().toList();

        assertThat(statuses.stream().filter(status -> status == 503).count())
                .isBetween(2_300L, 2_700L);
        assertThat(statuses.stream().filter(status -> status == 429).count())
                .isBetween(850L, 1_150L);
        assertThat(statuses).containsOnly(200, 429, 503);
    }

    @Test
    void a_seed_chooses_the_same_messages_again() {
        assertThat(statuses(3)).isEqualTo(statuses(3)).isNotEqualTo(statuses(4));
    }

    private static List<Integer> statuses(long seed) {
        var answers = new RehearsedAnswers(rehearsal(seed, "503:50%"));
        return IntStream.range(0, 100).map(_ -> answers.status()).boxed().toList();
    }

    private static Rehearsal rehearsal(long seed, String... shares) {
        return new Rehearsal(
                List.of(shares).stream().map(Rehearsal.Share::parse).toList(),
                Duration.ZERO,
                Optional.empty(),
                Optional.of(seed));
    }
}
