package dev.carillon.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.SettableClock;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

class SteadyClockTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final SettableClock wall = new SettableClock(START);
    private final AtomicLong nanos = new AtomicLong(7);
    private final SteadyClock clock = new SteadyClock(wall, nanos::get);

    @Test
    void it_goes_with_the_machines_clock() {
        pass(Duration.ofSeconds(3));
        wall.advance(Duration.ofSeconds(3));

        assertThat(clock.instant()).isEqualTo(START.plusSeconds(3));
    }

    @Test
    void it_goes_on_where_the_machines_clock_is_set_back_a_day() {
        wall.set(START.minus(Duration.ofDays(1)));
        assertThat(clock.instant()).isEqualTo(START);

        pass(Duration.ofSeconds(5));
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(5));
    }

    @Test
    void it_follows_where_the_machines_clock_jumps_ahead() {
        wall.set(START.plus(Duration.ofHours(8)));
        assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofHours(8)));

        pass(Duration.ofSeconds(2));
        assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofHours(8)).plusSeconds(2));
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
