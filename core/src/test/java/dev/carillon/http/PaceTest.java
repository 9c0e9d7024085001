package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/** At least 1 KiB/s, with a grace of 15 seconds; no stop above 60. */
class PaceTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long GIB = 1L << 30;

    @Test
    void the_least_speed_is_enough_for_ever() {
        var pace = new Pace(Limits.defaults(), 0);
        for (int i = 0; i < 100_000; i++) {
            assertThat(pace.came(1_024, SECOND)).isTrue();
        }
    }

    @Test
    void half_of_it_is_cut_off_after_twice_the_grace() {
        var pace = new Pace(Limits.defaults(), 0);
        int seconds = 0;
        while (pace.came(512, SECOND)) {
            seconds++;
        }
        assertThat(seconds).isEqualTo(30);
    }

    @Test
    void what_came_fast_at_first_buys_no_long_stop() {
        var pace = new Pace(Limits.defaults(), 0);
        assertThat(pace.came(GIB, 8 * SECOND)).isTrue();
        assertThat(pace.mayWaitNanos()).isEqualTo(60 * SECOND);
        assertThat(pace.came(1, 61 * SECOND)).isFalse();
    }

    @Test
    void five_gibibytes_at_four_kibibytes_a_second_are_cut_off() {
        var pace = new Pace(Limits.defaults(), 5 * GIB);
        int seconds = 0;
        while (pace.came(4_096, SECOND)) {
            seconds++;
        }
        assertThat(seconds).isLessThan(20);
    }

    @Test
    void a_slow_link_that_gets_it_done_in_a_day_is_not() {
        var pace = new Pace(Limits.defaults(), 5 * GIB);
        for (long left = 5 * GIB; left > 0; left -= 63 << 10) {
            assertThat(pace.came(63 << 10, SECOND)).isTrue();
        }
    }
}
