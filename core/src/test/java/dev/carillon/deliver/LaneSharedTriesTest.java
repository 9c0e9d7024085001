package dev.carillon.deliver;

import static dev.carillon.deliver.Lanes.DOWN;
import static dev.carillon.deliver.Lanes.OK;
import static dev.carillon.deliver.Lanes.START;
import static dev.carillon.deliver.Lanes.owed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.Owed;
import dev.carillon.delivery.RefusalReason.Scope;
import dev.carillon.journal.Books;
import dev.carillon.journal.LaneUpdate;
import dev.carillon.journal.Page;
import dev.carillon.journal.SharedTries;
import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.Policies;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Tests that failed probes count as attempts of every delivery owed when they failed. */
class LaneSharedTriesTest {
    private static final DeliveryPolicy CEPH =
            Policies.of("max_retries", "10", "retry_sleep_duration", "1");

    /** The deliveries that were given up, with the time. */
    private final List<LaneUpdate.Dead> dead = new ArrayList<>();

    private final List<LaneUpdate.Counted> counted = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 20})
    void twenty_events_to_a_closed_port_are_given_up_within_twenty_seconds(int keys) {
        Lanes lane = Lanes.fresh().policy(CEPH);
        LongStream.rangeClosed(1, 20).forEach(n -> lane.offer(n, "key-" + n % keys));

        fail(lane, DOWN, Duration.ofSeconds(30));
        assertThat(dead)
                .hasSize(20)
                .allSatisfy(found -> {
                    assertThat(found.reason()).isEqualTo(DeadReason.RETRIES_EXHAUSTED);
                    assertThat(found.at()).isBetween(START.plusSeconds(10), START.plusSeconds(20));
                });
    }

    @Test
    void the_attempt_of_a_probe_counts_once_for_its_own_delivery() {
        Lanes lane = Lanes.fresh().policy(CEPH).offer(1, "a");

        fail(lane, DOWN, Duration.ofSeconds(30));
        assertThat(dead)
                .singleElement()
                .satisfies(found -> assertThat(found.owed().delivery().attempts()).isEqualTo(11));
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 502, 503, 504})
    void answers_of_an_endpoint_that_takes_nothing_count_for_all(int status) {
        assertThat(givenUpUntried(refused(status, Optional.empty()))).isPositive();
    }

    @Test
    void a_refusal_of_every_message_counts_for_all_without_a_status() {
        assertThat(givenUpUntried(AttemptResult.Refused.stated("no queue", Scope.ENDPOINT)))
                .isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 501, 505, 599})
    void any_other_answer_counts_for_its_own_delivery_only(int status) {
        assertThat(givenUpUntried(refused(status, Optional.empty()))).isZero();
    }

    /**
     * Returns the number of deliveries behind the first of their key that are given up in a minute.
     */
    private long givenUpUntried(AttemptResult result) {
        Lanes lane = Lanes.fresh().policy(CEPH);
        LongStream.rangeClosed(1, 8).forEach(n -> lane.offer(n, "key-" + n));
        LongStream.rangeClosed(9, 16).forEach(n -> lane.offer(n, "key-" + (n - 8)));
        fail(lane, result, Duration.ofSeconds(14));
        return dead.stream().filter(found -> found.owed().delivery().attempts() == 0).count();
    }

    @Test
    void what_comes_later_has_all_its_tries() {
        Lanes lane = Lanes.fresh().policy(CEPH);
        LongStream.rangeClosed(1, 5).forEach(n -> lane.offer(n, "key-" + n));
        fail(lane, DOWN, Duration.ofSeconds(5));
        lane.offer(6, "late");

        fail(lane, DOWN, Duration.ofSeconds(8));
        assertThat(dead).hasSize(5);
        fail(lane, DOWN, Duration.ofSeconds(8));
        assertThat(dead).hasSize(6);
        assertThat(dead.getLast().at()).isAfterOrEqualTo(START.plusSeconds(15));
    }

    @Test
    void a_probe_counts_only_when_the_pause_between_two_tries_is_over() {
        var patient = Policies.of("max_retries", "3", "retry_sleep_duration", "60");
        Lanes lane = Lanes.fresh().policy(patient);
        LongStream.rangeClosed(1, 20).forEach(n -> lane.offer(n, "key-" + n));

        fail(lane, DOWN, Duration.ofSeconds(119));
        assertThat(dead).isEmpty();
        fail(lane, DOWN, Duration.ofSeconds(90));
        assertThat(dead).hasSize(20);
    }

    @Test
    void an_endpoint_that_asks_for_time_is_given_it() {
        Lanes lane = Lanes.fresh().policy(CEPH);
        LongStream.rangeClosed(1, 20).forEach(n -> lane.offer(n, "key-" + n));

        fail(lane, refused(503, Optional.of(Duration.ofMinutes(1))), Duration.ofMinutes(4));
        assertThat(dead).isEmpty();
    }

    @Test
    void probes_keep_step_with_a_pause_that_the_topic_names() {
        Lanes lane = Lanes.fresh().policy(CEPH);
        LongStream.rangeClosed(1, 5).forEach(n -> lane.offer(n, "key-" + n));
        LongStream.rangeClosed(1, 5).forEach(n -> lane.end(n, DOWN));
        lane.tries();

        for (int second = 1; second < 8; second++) {
            List<Long> probes = lane.pass(Duration.ofSeconds(1)).tries();
            assertThat(probes).as("after %d s", second).hasSize(1);
            lane.end(probes.getFirst(), DOWN);
        }
    }

    @Test
    void a_restart_goes_on_from_what_was_counted() {
        Lanes before = Lanes.fresh().policy(CEPH);
        LongStream.rangeClosed(1, 20).forEach(n -> before.offer(n, "key-" + n));
        fail(before, DOWN, Duration.ofMillis(9_500));
        assertThat(dead).isEmpty();
        SharedTries kept = counted.getLast().tries();
        assertThat(kept.of(20)).isEqualTo(9);

        var books = new Books(1, 0, 0, 0, Instant.EPOCH, kept);
        Lanes after = Lanes.over(books, before.now).policy(CEPH);
        after.load(page(1, 20));
        fail(after, DOWN, Duration.ofSeconds(4));
        assertThat(dead).hasSize(20);
    }

    @Test
    void what_was_tried_often_enough_is_given_up_as_soon_as_it_is_read() {
        var run = new SharedTries.Run(20, 11, START, Duration.ZERO);
        var books = new Books(1, 0, 0, 0, Instant.EPOCH, new SharedTries(List.of(run)));
        Lanes lane = Lanes.over(books, START).policy(CEPH);

        lane.load(page(1, 21));
        assertThat(lane.tries()).containsExactly(21L);
        assertThat(lane.written())
                .hasSize(20)
                .hasOnlyElementsOfType(LaneUpdate.Dead.class)
                .extracting(LaneUpdate::head)
                .isSorted();
    }

    @Test
    void parked_ones_are_given_up_as_they_are_read() {
        var run = new SharedTries.Run(4, 11, START, Duration.ZERO);
        var books = new Books(5, 0, 0, 0, Instant.EPOCH, new SharedTries(List.of(run)));
        Lanes lane = Lanes.over(books, START).resume(owed(1, "a")).policy(CEPH);

        assertThat(lane.parkedReads())
                .extracting(Action.ReadParked::orderKey)
                .containsExactly("b/a");
        lane.give(new Input.ParkedLoaded("b/a", new Page(List.of(owed(1, "a")), 0, true)));
        assertThat(lane.written())
                .singleElement()
                .isInstanceOfSatisfying(
                        LaneUpdate.Dead.class, dead -> assertThat(dead.parked()).isTrue());
    }

    @Test
    void a_lane_without_a_limit_counts_nothing() {
        Lanes lane = Lanes.fresh().policy(Policies.of("retry_sleep_duration", "1"));
        LongStream.rangeClosed(1, 20).forEach(n -> lane.offer(n, "key-" + n));

        fail(lane, DOWN, Duration.ofMinutes(1));
        assertThat(dead).isEmpty();
        assertThat(counted).isEmpty();
    }

    @Test
    void what_was_counted_is_forgotten_when_it_is_delivered() {
        Lanes lane = Lanes.fresh().policy(CEPH);
        LongStream.rangeClosed(1, 6).forEach(n -> lane.offer(n, "key-" + n));
        fail(lane, DOWN, Duration.ofMillis(2_500));
        assertThat(counted.getLast().tries().isEmpty()).isFalse();

        fail(lane, OK, Duration.ofSeconds(9));
        assertThat(counted.getLast().tries().isEmpty()).isTrue();
    }

    private static Page page(int first, int last) {
        List<Owed> all =
                IntStream.rangeClosed(first, last).mapToObj(n -> owed(n, "key-" + n)).toList();
        return new Page(all, last + 1L, true);
    }

    private static AttemptResult refused(int status, Optional<Duration> retryAfter) {
        return new AttemptResult.Refused(status, "", retryAfter);
    }

    /**
     * Lets every attempt have this result for this time, and records what is given up and counted.
     */
    private void fail(Lanes lane, AttemptResult result, Duration time) {
        Instant end = lane.now.plus(time);
        List<Long> tries = lane.tries();
        while (!tries.isEmpty() || lane.nextWakeUp().isBefore(end)) {
            tries.forEach(number -> lane.end(number, result));
            if (tries.isEmpty()) {
                lane.passToNextWakeUp();
            }
            tries = lane.tries();
        }
        lane.pass(Duration.between(lane.now, end));
        for (LaneUpdate laneUpdate : lane.written()) {
            switch (laneUpdate) {
                case LaneUpdate.Dead found -> dead.add(found);
                case LaneUpdate.Counted found -> counted.add(found);
                case LaneUpdate.Again _, LaneUpdate.Done _, LaneUpdate.Park _ -> {}
            }
        }
    }
}
