package dev.carillon.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.function.IntToLongFunction;

class ConcurrencyTest {
    private static final int MOST = 256;

    @Test
    void grows_while_the_endpoint_keeps_up_and_never_beyond_what_is_allowed() {
        assertThat(after(40_000, new Concurrency(MOST), _ -> 10_000)).isEqualTo(MOST);
        assertThat(after(40_000, new Concurrency(12), _ -> 10_000)).isEqualTo(12);
        assertThat(new Concurrency(3).limit()).isEqualTo(3);
    }

    @Test
    void halves_when_the_endpoint_fails_and_keeps_one_place() {
        var concurrency = new Concurrency(MOST);
        concurrency.failed();
        assertThat(concurrency.limit()).isEqualTo(4);
        for (int i = 0; i < 10; i++) {
            concurrency.failed();
        }
        assertThat(concurrency.limit()).isEqualTo(1);
    }

    @Test
    void does_not_grow_where_more_attempts_only_wait_longer() {
        var concurrency = new Concurrency(MOST);
        // ten at once take 20 ms; above that each waits for its turn
        IntToLongFunction busy = inFlight -> 20_000L * Math.max(10, inFlight) / 10;

        assertThat(after(200_000, concurrency, busy)).isBetween(10, 30);
    }

    @Test
    void an_endpoint_that_became_slow_for_good_is_measured_anew() {
        var concurrency = new Concurrency(MOST);
        int before = after(500, concurrency, _ -> 10_000);
        assertThat(after(500, concurrency, _ -> 200_000)).isLessThanOrEqualTo(before + 2);

        assertThat(after(100_000, concurrency, _ -> 200_000)).isEqualTo(MOST);
    }

    @Test
    void one_quick_answer_sets_no_mark_for_the_others() {
        var concurrency = new Concurrency(MOST);
        concurrency.took(Duration.ofNanos(1_000));

        assertThat(after(100_000, concurrency, _ -> 100_000)).isEqualTo(MOST);
    }

    @Test
    void few_attempts_at_once_grow_again_however_slow_they_are() {
        var concurrency = new Concurrency(MOST);
        after(500, concurrency, _ -> 10_000);
        for (int i = 0; i < 10; i++) {
            concurrency.failed();
        }

        assertThat(after(60, concurrency, _ -> 5_000_000)).isGreaterThanOrEqualTo(8);
    }

    @Test
    void a_lower_maximum_holds_at_once_and_a_higher_one_is_grown_into() {
        var concurrency = new Concurrency(MOST);
        after(40_000, concurrency, _ -> 10_000);
        concurrency.most(5);
        assertThat(concurrency.limit()).isEqualTo(5);
        concurrency.most(MOST);
        assertThat(concurrency.limit()).isEqualTo(5);
        assertThat(after(100, concurrency, _ -> 10_000)).isGreaterThan(8);
    }

    /**
     * Returns the limit after this number of accepted attempts, with all places taken, each of
     * which took this many µs.
     */
    private static int after(int attempts, Concurrency concurrency, IntToLongFunction micros) {
        for (int i = 0; i < attempts; i++) {
            int inFlight = concurrency.limit();
            concurrency.took(Duration.ofNanos(1_000 * micros.applyAsLong(inFlight)));
            concurrency.succeeded(inFlight);
        }
        return concurrency.limit();
    }
}
