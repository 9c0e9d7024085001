package dev.carillon.background;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

class BackgroundJobsTest {
    private static final Duration LATER = Duration.ofDays(1);

    private final BackgroundJobs jobs = new BackgroundJobs(Duration.ZERO);
    private final AtomicInteger steps = new AtomicInteger();

    @AfterEach
    void close() {
        jobs.close();
    }

    @Test
    void a_job_goes_on_after_the_pause_that_its_step_returns() {
        jobs.start("job", Duration.ZERO, () -> steps.incrementAndGet() < 3 ? Duration.ZERO : LATER);
        await().until(() -> steps.get() == 3);
    }

    @Test
    void a_job_that_fails_is_tried_again() {
        jobs.start(
                "job",
                Duration.ZERO,
                () -> {
                    if (steps.incrementAndGet() < 3) {
                        throw new IllegalStateException("as ordered");
                    }
                    return LATER;
                });
        await().until(() -> steps.get() == 3);
    }

    @Test
    void jobs_take_turns_step_by_step() {
        var order = new CopyOnWriteArrayList<String>();
        var both = new CountDownLatch(1);
        jobs.start("gate", Duration.ZERO, () -> hold(both));
        jobs.start("a", Duration.ZERO, () -> said(order, "a"));
        jobs.start("b", Duration.ZERO, () -> said(order, "b"));
        both.countDown();
        await().until(() -> order.size() == 4);
        assertThat(order).isEqualTo(List.of("a", "b", "a", "b"));
    }

    @Test
    void closing_waits_for_the_step_that_runs() throws Exception {
        var begun = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        jobs.start(
                "job",
                Duration.ZERO,
                () -> {
                    begun.countDown();
                    hold(end);
                    steps.incrementAndGet();
                    return LATER;
                });
        begun.await();
        var closing = Thread.startVirtualThread(jobs::close);
        end.countDown();
        closing.join();
        assertThat(steps.get()).isEqualTo(1);
    }

    @Test
    void nothing_runs_after_closing() {
        jobs.start("waits", Duration.ofSeconds(1), () -> Duration.ofDays(steps.incrementAndGet()));
        jobs.close();
        jobs.start("late", Duration.ZERO, () -> Duration.ofDays(steps.incrementAndGet()));
        assertThat(steps.get()).isZero();
    }

    private static Duration hold(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return LATER;
    }

    private static Duration said(List<String> order, String name) {
        order.add(name);
        return order.size() < 3 ? Duration.ZERO : LATER;
    }
}
