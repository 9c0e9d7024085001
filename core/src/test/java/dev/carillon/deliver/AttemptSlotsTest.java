package dev.carillon.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.delivery.LaneId;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

class AttemptSlotsTest {
    private static final LaneId BUSY = new LaneId(1);
    private static final LaneId OTHER = new LaneId(2);
    private static final LaneId THIRD = new LaneId(3);

    private final ManualTasks tasks = new ManualTasks();
    private final AttemptSlots slots = new AttemptSlots(2, tasks, tasks);
    private final List<String> ran = new ArrayList<>();

    @Test
    void where_there_are_places_nobody_waits() {
        take(BUSY, "a");
        take(BUSY, "b");
        tasks.pass(Duration.ZERO);

        assertThat(ran).containsExactly("a", "b");
    }

    @Test
    void a_lane_with_little_to_do_is_not_behind_all_that_another_has() {
        for (String name : List.of("a", "b", "c", "d", "e")) {
            take(BUSY, name);
        }
        take(OTHER, "x");
        take(THIRD, "y");
        tasks.pass(Duration.ZERO);

        assertThat(ran).containsExactly("a", "b", "c", "x", "y", "d", "e");
    }

    @Test
    void one_that_waits_for_its_endpoint_gives_up_its_place_after_a_moment()
            throws InterruptedException {
        hang(BUSY);
        hang(BUSY);
        assertThat(slots.full()).isTrue();

        take(OTHER, "x");
        assertThat(ran).isEmpty();
        tasks.pass(AttemptSlots.COMPUTING);
        assertThat(ran).containsExactly("x");
    }

    @Test
    void one_that_waits_for_a_processor_keeps_its_place() {
        tasks.hold(() -> {
            take(BUSY, "a");
            take(BUSY, "b");
        });
        take(OTHER, "x");
        tasks.pass(AttemptSlots.COMPUTING.multipliedBy(3));
        assertThat(ran).isEmpty();
        assertThat(slots.full()).isTrue();

        tasks.letGo();
        tasks.pass(Duration.ZERO);
        assertThat(ran).containsExactly("a", "b", "x");
    }

    @Test
    void a_place_is_given_back_once_though_its_time_was_up_when_it_ended() {
        take(BUSY, "a");
        tasks.pass(AttemptSlots.COMPUTING.multipliedBy(3));
        for (String name : List.of("b", "c", "d")) {
            take(OTHER, name);
        }
        assertThat(slots.full()).isTrue();
        tasks.pass(Duration.ZERO);
        assertThat(ran).containsExactly("a", "b", "c", "d");
    }

    private void take(LaneId lane, String name) {
        slots.take(lane, () -> ran.add(name));
    }

    /** Begins an attempt on a thread of its own that does not end before the test does. */
    private void hang(LaneId lane) throws InterruptedException {
        var begun = new CountDownLatch(1);
        Runnable attempt =
                () -> {
                    begun.countDown();
                    new Semaphore(0).acquireUninterruptibly();
                };
        tasks.hold(() -> slots.take(lane, attempt));
        tasks.letGoApart();
        begun.await();
    }
}
