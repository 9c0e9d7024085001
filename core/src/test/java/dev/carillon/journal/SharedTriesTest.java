package dev.carillon.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

class SharedTriesTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void a_probe_counts_for_what_was_owed_when_it_failed() {
        SharedTries tries = SharedTries.none().counted(1, 10, START, SharedTriesTest::aSecond);
        tries = tries.counted(1, 15, START.plusSeconds(1), SharedTriesTest::aSecond);

        assertThat(tries.of(1)).isEqualTo(2);
        assertThat(tries.of(10)).isEqualTo(2);
        assertThat(tries.of(11)).isEqualTo(1);
        assertThat(tries.of(15)).isEqualTo(1);
        assertThat(tries.of(16)).isZero();
    }

    @Test
    void a_probe_before_the_pause_is_over_does_not_count() {
        SharedTries tries = SharedTries.none().counted(1, 10, START, SharedTriesTest::aSecond);
        tries = tries.counted(1, 11, START.plusMillis(999), SharedTriesTest::aSecond);

        assertThat(tries.of(10)).isEqualTo(1);
        assertThat(tries.of(11)).isEqualTo(1);
    }

    @Test
    void what_is_settled_is_forgotten() {
        SharedTries tries = SharedTries.none().counted(1, 10, START, SharedTriesTest::aSecond);
        tries = tries.counted(11, 12, START.plusSeconds(1), SharedTriesTest::aSecond);

        assertThat(tries.runs()).extracting(SharedTries.Run::upTo).containsExactly(12L);
        assertThat(tries.before(12)).isFalse();
        assertThat(tries.before(13)).isTrue();
    }

    @Test
    void a_long_outage_takes_little_room_and_gives_no_delivery_fewer_tries() {
        SharedTries tries = SharedTries.none();
        int probes = 5_000;
        for (int probe = 1; probe <= probes; probe++) {
            tries =
                    tries.counted(
                            1, probe * 10L, START.plusSeconds(probe), SharedTriesTest::aSecond);
        }

        assertThat(tries.runs()).hasSizeLessThanOrEqualTo(SharedTries.MOST_RUNS);
        assertThat(tries.of(1)).as("the oldest loses nothing").isEqualTo(probes);
        for (int probe = 1; probe <= probes; probe++) {
            int exact = probes - probe + 1;
            assertThat(tries.of(probe * 10L)).isBetween(exact * 8 / 10, exact);
        }
    }

    private static Duration aSecond(int tries) {
        assertThat(tries).isPositive();
        return Duration.ofSeconds(1);
    }
}
