package dev.carillon.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

class RetryScheduleTest {
    @Test
    void a_fixed_pause_is_the_same_each_time() {
        assertThat(pauses("fixed(250ms)", 3)).containsExactly(millis(250, 250, 250));
        assertThat(pauses("fixed(0s)", 2)).containsExactly(millis(0, 0));
    }

    @ParameterizedTest
    @CsvSource({"1, 500, 1000", "2, 1000, 2000", "4, 4000, 8000", "10, 150000, 300000"})
    void the_usual_pauses_double_up_to_five_minutes_with_jitter(int retry, long least, long most) {
        var seen =
                IntStream.range(0, 1_000)
                        .mapToLong(seed -> pause(RetrySchedule.usual(), retry, seed).toMillis())
                        .summaryStatistics();
        assertThat(seen.getMin()).isBetween(least, least + (most - least) / 20);
        assertThat(seen.getMax()).isBetween(most - (most - least) / 20, most);
        assertThat(ScheduleText.parse("exponential(1s,5m)")).isEqualTo(RetrySchedule.usual());
    }

    @Test
    void factor_and_jitter_can_be_chosen() {
        assertThat(pauses("exponential(100ms, 5s, factor=3, jitter=0)", 6))
                .containsExactly(millis(100, 300, 900, 2_700, 5_000, 5_000));
        assertThat(pauses("exponential(1s,1h,jitter=0,factor=1.5)", 3))
                .containsExactly(millis(1_000, 1_500, 2_250));
    }

    @Test
    void a_pause_never_overflows_however_often_it_grew() {
        var schedule = ScheduleText.parse("exponential(1s,7d,factor=10,jitter=0)");
        assertThat(pause(schedule, Integer.MAX_VALUE, 1)).isEqualTo(Duration.ofDays(7));
    }

    @Test
    void the_last_pause_of_a_list_repeats() {
        assertThat(pauses("list(5s, 5m, 30m, 2h)", 6))
                .containsExactly(
                        millis(5_000, 300_000, 1_800_000, 7_200_000, 7_200_000, 7_200_000));
    }

    @Test
    void sns_has_four_phases() {
        String policy =
                """
                {"numRetries":10,"numNoDelayRetries":2,"numMinDelayRetries":1,
                 "numMaxDelayRetries":2,"minDelayTarget":10,"maxDelayTarget":50,
                 "backoffFunction":"linear"}
                """;
        assertThat(pauses(policy, 12))
                .containsExactly(
                        millis(
                                0, 0, 10_000, 10_000, 20_000, 30_000, 40_000, 50_000, 50_000,
                                50_000, 50_000, 50_000));
    }

    @ParameterizedTest
    @CsvSource({
        "linear, 2000, 12000, 22000, 32000",
        "arithmetic, 2000, 7000, 17000, 32000",
        "geometric, 2000, 5040, 12699, 32000",
        "exponential, 2000, 6286, 14857, 32000"
    })
    void pauses_of_sns_grow_by_one_of_four_functions(String name, long a, long b, long c, long d) {
        String policy =
                """
                {"numRetries":4,"minDelayTarget":2,"maxDelayTarget":32,"backoffFunction":"%s"}
                """
                        .formatted(name);
        assertThat(pauses(policy, 4)).containsExactly(millis(a, b, c, d));
    }

    @Test
    void sns_retries_three_times_after_twenty_seconds_by_default() {
        assertThat(pauses("{}", 3)).containsExactly(millis(20_000, 20_000, 20_000));
        assertThat(((RetrySchedule.Phased) ScheduleText.parse("{}")).retries()).isEqualTo(3);
        assertThat(pauses("{\"numRetries\":1,\"maxDelayTarget\":60}", 1))
                .containsExactly(millis(20_000));
    }

    @Test
    void only_pauses_that_nobody_named_end_with_the_trouble() {
        assertThat(ScheduleText.parse("exponential(1s,5m)").endsWithTheTrouble()).isTrue();
        for (String named : List.of("fixed(1s)", "list(1s)", "{}")) {
            assertThat(ScheduleText.parse(named).endsWithTheTrouble()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "sometimes | write exponential(1s,5m)",
                "exponential | write exponential(1s,5m)",
                "random(1s) | write exponential(1s,5m)",
                "fixed(1s)x | write exponential(1s,5m)",
                "fixed() | '' is no duration",
                "fixed(1s,2s) | fixed takes one pause up to 7d",
                "fixed(8d) | fixed takes one pause up to 7d",
                "fixed(-1s) | '-1s' is no duration",
                "exponential(1s) | exponential takes the first and the longest pause",
                "exponential(1s,2s,3s) | exponential takes the first and the longest pause",
                "exponential(0s,5m) | the first pause is 1ms or more",
                "exponential(5m,1s) | the longest pause is not below the first",
                "exponential(1s,8d) | no pause is above 7d",
                "exponential(1s,5m,factor=0.5) | factor is a number from 1 to 10",
                "exponential(1s,5m,factor=11) | factor is a number from 1 to 10",
                "exponential(1s,5m,factor=two) | factor is a number, such as factor=2",
                "exponential(1s,5m,factor=NaN) | factor is a number, such as factor=2",
                "exponential(1s,5m,jitter=1.1) | jitter is a number from 0 to 1",
                "exponential(1s,5m,color=red) | beside its two pauses exponential knows factor",
                "exponential(1s,5m,jitter=0,jitter=0) | knows factor and jitter, each once",
                "list() | '' is no duration",
                "list(1s,,2s) | '' is no duration",
                "list(1s,8d) | no pause is above 7d",
                "{ | it is no JSON",
                "{} x | it is no JSON",
                "{\"numRetries\":\"3\"} | numRetries is a whole number",
                "{\"numRetries\":1.5} | numRetries is a whole number",
                "{\"numRetries\":101} | numRetries is 0 to 100",
                "{\"numRetries\":-1} | numRetries is 0 to 100",
                "{\"numRetries\":1,\"numNoDelayRetries\":2} | are together not above numRetries",
                "{\"numNoDelayRetries\":-1} | no number of retries is negative",
                "{\"minDelayTarget\":0} | minDelayTarget is 1 up to maxDelayTarget",
                "{\"minDelayTarget\":30} | minDelayTarget is 1 up to maxDelayTarget",
                "{\"maxDelayTarget\":3601} | maxDelayTarget is at most 3600",
                "{\"backoffFunction\":\"cubic\"} | backoffFunction is linear, arithmetic",
                "{\"retries\":3} | 'retries' is not allowed here: use backoffFunction"
            })
    void what_is_no_schedule_is_refused_in_words(String text, String words) {
        assertThatThrownBy(() -> ScheduleText.parse(text))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(words);
    }

    @Test
    void a_list_has_at_most_a_hundred_pauses() {
        String most = "1s,".repeat(99) + "1s";
        assertThat(pauses("list(" + most + ")", 1)).containsExactly(millis(1_000));
        assertThatThrownBy(() -> ScheduleText.parse("list(1s," + most + ")"))
                .hasMessageContaining("a list has 1 to 100 pauses");
    }

    private static Duration[] pauses(String schedule, int retries) {
        RetrySchedule parsed = ScheduleText.parse(schedule);
        return IntStream.rangeClosed(1, retries)
                .mapToObj(retry -> pause(parsed, retry, 1))
                .toArray(Duration[]::new);
    }

    private static Duration pause(RetrySchedule schedule, int retry, long seed) {
        return schedule.pause(retry, new SplittableRandom(seed));
    }

    private static Duration[] millis(long... each) {
        return Arrays.stream(each).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }
}
