package dev.carillon.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(30)
class DeadlinesTest {
    private static final Duration SHORT = Duration.ofMillis(30);

    private final Deadlines deadlines = new Deadlines();

    @AfterEach
    void close() {
        deadlines.close();
    }

    @Test
    void what_takes_too_long_is_cut_and_not_before() throws InterruptedException {
        var cut = new CountDownLatch(1);
        long start = System.nanoTime();
        deadlines.start(SHORT, cut::countDown);
        cut.await();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SHORT.toNanos());
    }

    @Test
    void what_is_withdrawn_is_never_cut() throws InterruptedException {
        var withdrawn = new AtomicInteger();
        var cut = new CountDownLatch(1);
        deadlines.start(SHORT, withdrawn::incrementAndGet).close();
        deadlines.start(SHORT.multipliedBy(3), cut::countDown);
        cut.await();
        assertThat(withdrawn).hasValue(0);
    }

    @Test
    void one_that_starts_when_nothing_has_run_for_long_is_cut_too() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            var cut = new CountDownLatch(1);
            deadlines.start(SHORT, cut::countDown);
            cut.await();
            assertThat(cut.getCount()).isZero();
        }
    }

    @Test
    void one_long_limit_does_not_hold_up_a_short_one() throws InterruptedException {
        var cut = new CountDownLatch(1);
        try (var _ = deadlines.start(Duration.ofHours(1), () -> {})) {
            deadlines.start(SHORT, cut::countDown);
            cut.await();
        }
        assertThat(cut.getCount()).isZero();
    }
}
