package dev.carillon.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.delivery.LaneId;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class TurnsTest {
    private static final LaneId BUSY = new LaneId(1);
    private static final LaneId OTHER = new LaneId(2);
    private static final LaneId THIRD = new LaneId(3);

    private final ManualTasks tasks = new ManualTasks();
    private final Turns turns = new Turns(2, tasks, tasks);
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
    void one_that_waits_for_its_endpoint_gives_up_its_place_after_a_moment() {
        hang(BUSY);
        hang(BUSY);
        assertThat(turns.full()).isTrue();

        take(OTHER, "x");
        assertThat(ran).isEmpty();
        tasks.pass(Turns.COMPUTING);
        assertThat(ran).containsExactly("x");
    }

    @Test
    void a_place_is_given_back_once_though_its_time_was_up_when_it_ended() {
        take(BUSY, "a");
        tasks.pass(Turns.COMPUTING.multipliedBy(3));
        for (String name : List.of("b", "c", "d")) {
            take(OTHER, name);
        }
        assertThat(turns.full()).isTrue();
        tasks.pass(Duration.ZERO);
        assertThat(ran).containsExactly("a", "b", "c", "d");
    }

    private void take(LaneId lane, String name) {
        turns.take(lane, () -> ran.add(name));
    }

    /** Takes a place and never ends: as if its thread were waiting. */
    private void hang(LaneId lane) {
        tasks.hold(() -> turns.take(lane, () -> {}));
    }
}
