package dev.carillon.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.rule.Policies;
import dev.carillon.rule.Rate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

class PaceTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Pace pace = new Pace();

    @Test
    void without_a_rate_everything_is_admitted() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(pace.admits(START)).isTrue();
            pace.take(START);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1/s", "3/s", "7/s", "10/s", "600/m", "45/s", "250/s", "90/m"})
    void no_second_has_more_than_the_rate_and_one_burst(String text) {
        Rate rate = rate(text);
        pace.use(Optional.of(rate));
        var random = new SplittableRandom(7);
        var taken = new ArrayList<Instant>();
        Instant now = START;
        while (taken.size() < 5_000) {
            if (pace.admits(now)) {
                pace.take(now);
                taken.add(now);
            } else {
                now =
                        random.nextInt(400) == 0
                                ? now.plusMillis(random.nextInt(3_000))
                                : pace.next(now);
            }
        }
        int most = (int) Duration.ofSeconds(1).dividedBy(rate.interval()) + rate.burst();
        assertThat(mostInASecond(taken)).isBetween(most - 1, most);
    }

    @Test
    void who_waits_for_each_token_gets_exactly_the_rate() {
        pace.use(Optional.of(rate("10/s")));
        Instant now = START;
        for (int i = 0; i < 100; i++) {
            now = pace.next(now);
            assertThat(now).isEqualTo(START.plusMillis(100L * i));
            pace.take(now);
        }
    }

    @Test
    void a_clock_that_steps_back_a_day_costs_no_more_than_an_empty_bucket() {
        pace.use(Optional.of(rate("10/s")));
        pace.take(START);

        Instant yesterday = START.minus(Duration.ofDays(1));
        assertThat(pace.next(yesterday)).isEqualTo(yesterday.plusMillis(100));
    }

    @Test
    void a_higher_rate_does_not_wait_for_the_token_of_the_lower_one() {
        pace.use(Optional.of(rate("1/h")));
        pace.take(START);
        assertThat(pace.next(START)).isEqualTo(START.plus(Duration.ofHours(1)));

        pace.use(Optional.of(rate("10/s")));
        assertThat(pace.next(START)).isEqualTo(START.plusMillis(100));
        pace.use(Optional.empty());
        assertThat(pace.admits(START)).isTrue();
    }

    private static int mostInASecond(List<Instant> taken) {
        int most = 0;
        int from = 0;
        for (int to = 0; to < taken.size(); to++) {
            while (!taken.get(from).plusSeconds(1).isAfter(taken.get(to))) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }

    private static Rate rate(String text) {
        return Policies.of("rate-limit", text).pacing().rate().orElseThrow();
    }
}
