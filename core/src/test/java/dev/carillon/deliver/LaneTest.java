package dev.carillon.deliver;

import static dev.carillon.deliver.Lanes.BAD;
import static dev.carillon.deliver.Lanes.DOWN;
import static dev.carillon.deliver.Lanes.OK;
import static dev.carillon.deliver.Lanes.START;
import static dev.carillon.deliver.Lanes.owed;
import static dev.carillon.delivery.DeadReason.QUEUE_FULL;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.Owed;
import dev.carillon.journal.Books;
import dev.carillon.journal.LaneUpdate;
import dev.carillon.journal.Page;
import dev.carillon.rule.Policies;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToLongFunction;
import java.util.stream.LongStream;

class LaneTest {
    private static final LaneLimits SMALL = new LaneLimits(4, 2, 2);

    @Test
    void tries_different_keys_at_once_and_one_key_one_after_another() {
        var lane = Lanes.fresh().offer(1, "a").offer(2, "b").offer(3, "a");

        assertThat(lane.tries()).containsExactly(1L, 2L);
        assertThat(lane.end(1, OK).tries()).containsExactly(3L);
    }

    @Test
    void an_early_offer_waits_for_the_one_before_it() {
        var lane = Lanes.fresh().offer(2, "b");

        assertThat(lane.tries()).isEmpty();
        assertThat(lane.offer(1, "a").tries()).containsExactly(1L, 2L);
        assertThat(lane.reads()).isEmpty();
    }

    @Test
    void reads_the_journal_when_an_offer_never_comes() {
        var lane = Lanes.fresh().offer(2, "b");
        assertThat(lane.reads()).isEmpty();

        lane.pass(Intake.PATIENCE);
        assertThat(lane.reads()).extracting(Action.Read::from).containsExactly(1L);

        lane.load(new Page(List.of(owed(1, "a"), owed(2, "b")), 3, true));
        assertThat(lane.tries()).containsExactly(1L, 2L);
        assertThat(lane.offer(3, "c").tries()).containsExactly(3L);
    }

    @Test
    void an_offer_that_was_read_already_is_not_tried_twice() {
        var lane = Lanes.fresh().offer(2, "b").pass(Intake.PATIENCE);
        lane.load(new Page(List.of(owed(1, "a"), owed(2, "b")), 3, true));

        assertThat(lane.tries()).containsExactly(1L, 2L);
        assertThat(lane.offer(1, "a").offer(2, "b").tries()).isEmpty();
    }

    @Test
    void what_is_offered_while_it_reads_follows_at_once_when_it_is_in_step() {
        var lane = Lanes.fresh().offer(2, "b").pass(Intake.PATIENCE);
        assertThat(lane.reads()).hasSize(1);

        lane.offer(3, "c").load(new Page(List.of(owed(1, "a"), owed(2, "b")), 3, true));
        assertThat(lane.tries()).containsExactly(1L, 2L, 3L);
        assertThat(lane.reads()).isEmpty();
    }

    @Test
    void reads_again_when_what_was_offered_while_it_read_is_not_in_step() {
        var lane = Lanes.fresh().offer(2, "b").pass(Intake.PATIENCE);
        assertThat(lane.reads()).hasSize(1);

        lane.offer(4, "d").load(new Page(List.of(owed(1, "a"), owed(2, "b")), 3, true));
        assertThat(lane.reads()).extracting(Action.Read::from).containsExactly(3L);
    }

    @Test
    void a_key_in_retry_holds_back_only_itself() {
        var lane = Lanes.fresh().offer(1, "a").offer(2, "a").offer(3, "b");
        lane.end(1, BAD);

        assertThat(lane.tries()).containsExactly(1L, 3L);
        assertThat(lane.end(3, OK).offer(4, "c").tries()).containsExactly(4L);
        assertThat(lane.pass(Duration.ofSeconds(2)).tries()).containsExactly(1L);
        assertThat(lane.end(1, OK).tries()).containsExactly(2L);
    }

    @Test
    void keeps_attempts_and_due_time_of_what_is_tried_again() {
        var lane = Lanes.fresh().offer(1, "a").end(1, BAD);

        assertThat(lane.written())
                .singleElement()
                .isInstanceOfSatisfying(
                        LaneUpdate.Again.class,
                        again -> {
                            assertThat(again.owed().delivery().attempts()).isEqualTo(1);
                            assertThat(again.owed().delivery().due())
                                    .isBetween(START.plusMillis(500), START.plusMillis(1_000));
                            assertThat(again.head()).isEqualTo(1);
                        });
    }

    @Test
    void the_head_never_passes_what_is_still_owed() {
        var lane = Lanes.fresh().offer(1, "a").offer(2, "b").offer(3, "c");

        assertThat(lane.end(2, OK).written()).extracting(LaneUpdate::head).containsExactly(1L);
        assertThat(lane.end(1, OK).written()).extracting(LaneUpdate::head).containsExactly(3L);
        assertThat(lane.end(3, OK).written()).extracting(LaneUpdate::head).containsExactly(4L);
    }

    @Test
    void gives_up_when_the_retries_are_used_up() {
        var lane = Lanes.fresh().policy(Policies.of("max_retries", "1")).offer(1, "a").end(1, BAD);
        lane.written();
        lane.pass(Duration.ofSeconds(5)).end(1, BAD);

        assertThat(lane.written())
                .singleElement()
                .isInstanceOfSatisfying(
                        LaneUpdate.Dead.class,
                        dead -> {
                            assertThat(dead.reason()).isEqualTo(DeadReason.RETRIES_EXHAUSTED);
                            assertThat(dead.owed().delivery().attempts()).isEqualTo(2);
                            assertThat(dead.owed().delivery().last().words()).contains("400");
                        });
    }

    @Test
    void gone_is_final_after_the_first_answer() {
        var gone = new AttemptResult.Refused(410, "", Optional.empty());

        assertThat(Lanes.fresh().offer(1, "a").end(1, gone).written())
                .singleElement()
                .isInstanceOf(LaneUpdate.Dead.class);
    }

    @Test
    void what_is_too_old_is_given_up_while_the_breaker_is_open() {
        var lane = Lanes.fresh().policy(Policies.of("time_to_live", "60"));
        openBreaker(lane);
        lane.offer(6, "f").offer(7, "g");
        lane.written();
        lane.tries();

        lane.pass(Duration.ofSeconds(61));
        assertThat(lane.written())
                .hasSize(7)
                .allSatisfy(
                        laneUpdate -> assertThat(laneUpdate).isInstanceOf(LaneUpdate.Dead.class));
        assertThat(lane.tries()).isEmpty();
    }

    @Test
    void the_breaker_opens_after_five_failures_and_lets_one_probe_through() {
        var lane = Lanes.fresh();
        openBreaker(lane);
        lane.tries();

        assertThat(lane.offer(6, "f").offer(7, "g").tries()).isEmpty();
        assertThat(lane.pass(Breaker.FIRST_PROBE).tries()).containsExactly(7L);
        assertThat(lane.end(7, DOWN).tries()).isEmpty();
        assertThat(lane.breakerOpen()).isTrue();
        assertThat(lane.pass(Breaker.FIRST_PROBE).tries()).isEmpty();
    }

    @Test
    void when_the_endpoint_is_back_nothing_waits_any_longer() {
        var lane = Lanes.fresh();
        openBreaker(lane);
        lane.tries();
        var tried = new ArrayList<Long>();
        List<Long> tries = lane.pass(Breaker.FIRST_PROBE).offer(6, "f").tries();
        while (!tries.isEmpty()) {
            tried.addAll(tries);
            tries.forEach(number -> lane.end(number, OK));
            tries = lane.tries();
        }

        assertThat(tried).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(lane.breakerOpen()).isFalse();
    }

    @Test
    void a_refusal_of_one_delivery_does_not_open_the_breaker() {
        var lane = Lanes.fresh();
        for (int i = 1; i <= 20; i++) {
            lane.offer(i, "key-" + i).end(i, BAD);
        }

        assertThat(lane.breakerOpen()).isFalse();
    }

    @Test
    void retry_after_is_honoured_even_when_the_breaker_closes() {
        var busy = new AttemptResult.Refused(503, "", Optional.of(Duration.ofMinutes(10)));
        var lane = Lanes.fresh().offer(1, "a").end(1, busy);
        lane.tries();

        assertThat(lane.pass(Duration.ofMinutes(9)).tries()).isEmpty();
        assertThat(lane.pass(Duration.ofMinutes(1)).tries()).containsExactly(1L);
    }

    @Test
    void waiting_keys_are_parked_when_they_fill_the_window_and_the_lane_goes_on() {
        var lane = Lanes.fresh(SMALL);
        fillWithWaiting(lane);
        assertThat(lane.written())
                .extracting(LaneUpdate::getClass)
                .containsOnly(LaneUpdate.Again.class);

        lane.offer(5, "c");
        List<LaneUpdate> parked = lane.written();
        assertThat(parked).hasSize(4).hasOnlyElementsOfType(LaneUpdate.Park.class);
        assertThat(parked)
                .extracting(LaneUpdate::head)
                .containsExactly(Books.HEAD_STAYS, Books.HEAD_STAYS, Books.HEAD_STAYS, 5L);
        assertThat(lane.reads()).extracting(Action.Read::from).containsExactly(5L);
    }

    @Test
    void later_deliveries_of_a_parked_key_are_parked_behind_it() {
        var lane = Lanes.fresh(SMALL);
        fillWithWaiting(lane);
        lane.offer(5, "c");
        lane.written();
        lane.tries();

        lane.load(new Page(List.of(owed(5, "c"), owed(6, "a"), owed(7, "d")), 8, true));
        assertThat(lane.tries()).containsExactly(5L, 7L);
        assertThat(lane.written())
                .singleElement()
                .isInstanceOfSatisfying(
                        LaneUpdate.Park.class,
                        park -> {
                            assertThat(park.owed().number()).isEqualTo(6);
                            assertThat(park.head()).isEqualTo(5);
                        });
    }

    @Test
    void a_parked_key_is_read_when_it_is_due_and_comes_back_when_it_is_done() {
        var lane = Lanes.fresh(SMALL);
        fillWithWaiting(lane);
        lane.offer(5, "c").load(new Page(List.of(), 6, true));
        lane.tries();

        lane.pass(Duration.ofSeconds(2));
        assertThat(lane.parkedReads())
                .extracting(Action.ReadParked::orderKey)
                .containsExactlyInAnyOrder("b/a", "b/b");

        var page = new Page(List.of(owed(1, "a"), owed(3, "a")), 0, true);
        lane.give(new Input.ParkedLoaded("b/a", page));
        assertThat(lane.tries()).containsExactly(1L);
        assertThat(lane.end(1, OK).tries()).containsExactly(3L);
        lane.end(3, OK).written();
        assertThat(lane.offer(6, "a").tries()).containsExactly(6L);
    }

    @Test
    void a_key_that_crowds_the_window_goes_to_disk_and_makes_room_for_others() {
        var lane = Lanes.fresh(SMALL);
        LongStream.rangeClosed(1, 4).forEach(number -> lane.offer(number, "busy"));
        assertThat(lane.tries()).containsExactly(1L);

        lane.offer(5, "other");
        assertThat(lane.written())
                .hasOnlyElementsOfType(LaneUpdate.Park.class)
                .extracting(entry -> entry.owed().number())
                .containsExactly(1L, 2L, 3L, 4L);
        assertThat(lane.reads()).extracting(Action.Read::from).containsExactly(5L);
        lane.load(new Page(List.of(owed(5, "other")), 6, true));
        assertThat(lane.tries()).containsExactly(5L);

        lane.end(1, OK);
        assertThat(lane.written())
                .singleElement()
                .isInstanceOfSatisfying(
                        LaneUpdate.Done.class, done -> assertThat(done.parked()).isTrue());
        assertThat(lane.parkedReads())
                .as("on from where it was settled")
                .containsExactly(new Action.ReadParked("b/busy", 2, SMALL.parkedPage()));
        var rest = List.of(owed(2, "busy"), owed(3, "busy"), owed(4, "busy"));
        lane.give(new Input.ParkedLoaded("b/busy", new Page(rest, 0, true)));
        assertThat(lane.tries()).containsExactly(2L);
        assertThat(lane.end(2, OK).tries()).containsExactly(3L);
    }

    @Test
    void one_that_is_being_tried_when_its_key_is_parked_and_fails_is_read_again_first() {
        var lane = Lanes.fresh(SMALL);
        LongStream.rangeClosed(1, 4).forEach(number -> lane.offer(number, "busy"));
        lane.offer(5, "other");
        lane.tries();
        lane.written();

        lane.end(1, BAD);
        assertThat(lane.written())
                .singleElement()
                .isInstanceOfSatisfying(
                        LaneUpdate.Again.class, again -> assertThat(again.parked()).isTrue());
        lane.pass(Duration.ofSeconds(2));
        assertThat(lane.parkedReads()).hasSize(1);
        var page = new Page(List.of(owed(1, "busy"), owed(2, "busy")), 0, true);
        assertThat(lane.give(new Input.ParkedLoaded("b/busy", page)).tries()).containsExactly(1L);
    }

    @Test
    void what_is_too_much_is_given_up_oldest_first() {
        var lane = Lanes.fresh();
        openBreaker(lane);
        lane.written();
        LongStream.rangeClosed(11, 14).forEach(number -> lane.offer(number, "k" + number));

        lane.owesAtMost(12);
        assertThat(lane.written())
                .hasSize(2)
                .allSatisfy(laneUpdate ->
                        assertThat(laneUpdate)
                                .isInstanceOfSatisfying(
                                        LaneUpdate.Dead.class,
                                        dead -> assertThat(dead.reason()).isEqualTo(QUEUE_FULL)));
    }

    @Test
    void what_can_be_tried_at_once_is_not_too_much_before_it_was() {
        var lane = Lanes.fresh().owesAtMost(1);
        lane.offer(1, "a").offer(2, "b");
        assertThat(lane.tries()).containsExactly(1L, 2L);

        assertThat(lane.end(2, DOWN).written())
                .singleElement()
                .isInstanceOf(LaneUpdate.Again.class);
        lane.end(1, OK);
        assertThat(lane.written()).singleElement().isInstanceOf(LaneUpdate.Done.class);
    }

    @Test
    void bytes_are_too_much_once_they_are_weighed() {
        var lane = Lanes.fresh();
        openBreaker(lane);
        lane.written();
        lane.policy(Policies.of("quota-bytes", "1KiB", "quota-policy", "drop-oldest"));
        assertThat(lane.weighings()).containsExactly(new Action.Weigh(5));

        lane.policy(Policies.of("quota-bytes", "2KiB", "quota-policy", "drop-oldest"));
        assertThat(lane.weighings()).as("it weighs already").isEmpty();
        lane.give(new Input.Weighed(2049));
        assertThat(lane.written()).extracting(line -> line.owed().number()).containsExactly(1L);
    }

    @Test
    void what_is_read_to_be_lost_makes_room() {
        var lane = Lanes.parked(3);
        lane.owesAtMost(2);
        lane.give(new Input.Lost(1)).offer(4, "a").offer(5, "b");
        assertThat(lane.tries()).containsExactly(4L, 5L);
        assertThat(lane.written()).isEmpty();

        lane.give(new Input.Lost(2));
        lane.end(4, DOWN);
        assertThat(lane.written()).singleElement().isInstanceOf(LaneUpdate.Again.class);
    }

    @Test
    void what_is_too_much_is_read_to_be_given_up_though_the_breaker_is_open() {
        var lane = Lanes.fresh(new LaneLimits(8, 2, 2));
        openBreaker(lane);
        LongStream.rangeClosed(6, 16).forEach(number -> lane.offer(number, "k" + number));
        lane.reads();
        lane.written();

        lane.owesAtMost(7);
        int held = lane.written().size();
        assertThat(held).isPositive().isLessThan(9);
        assertThat(lane.reads()).hasSize(1);
    }

    @Test
    void a_parked_page_that_comes_after_the_end_is_left_to_whoever_buries_it() {
        var lane = Lanes.fresh(SMALL);
        fillWithWaiting(lane);
        lane.offer(5, "c").load(new Page(List.of(), 6, true)).written();
        lane.owesAtMost(2);
        lane.give(new Input.Stopping());
        assertThat(lane.idle()).as("a reading is under way").isFalse();

        var page = new Page(List.of(owed(1, "a"), owed(3, "a")), 0, true);
        lane.give(new Input.ParkedLoaded("b/a", page));
        assertThat(lane.written()).isEmpty();
        assertThat(lane.idle()).isTrue();
    }

    @Test
    void only_the_probe_decides_about_a_breaker_that_is_open() {
        var lane = Lanes.fresh();
        LongStream.rangeClosed(1, 8).forEach(number -> lane.offer(number, "k" + number));
        LongStream.rangeClosed(1, 5).forEach(number -> lane.end(number, DOWN));
        assertThat(lane.breakerOpen()).isTrue();
        lane.tries();

        lane.offer(9, "fresh").pass(Breaker.FIRST_PROBE);
        lane.end(6, OK);
        assertThat(lane.breakerOpen()).as("whoever it is, it works").isFalse();
    }

    @Test
    void one_that_began_before_the_breaker_opened_does_not_end_the_probe() {
        var lane = Lanes.fresh();
        LongStream.rangeClosed(1, 8).forEach(number -> lane.offer(number, "k" + number));
        LongStream.rangeClosed(1, 7).forEach(number -> lane.end(number, DOWN));
        lane.tries();
        lane.end(8, DOWN);

        lane.offer(9, "fresh").offer(10, "other").pass(Breaker.FIRST_PROBE);
        assertThat(lane.tries()).hasSize(1);
        lane.pass(Breaker.FIRST_PROBE.multipliedBy(9));
        assertThat(lane.tries()).as("the probe is still under way").isEmpty();
    }

    @Test
    void where_all_that_is_owed_is_parked_that_is_given_up() {
        var lane = Lanes.fresh(SMALL);
        fillWithWaiting(lane);
        lane.offer(5, "c").load(new Page(List.of(), 6, true));
        lane.written();

        lane.owesAtMost(2);
        assertThat(lane.parkedReads())
                .extracting(Action.ReadParked::orderKey)
                .containsExactly("b/a");
        var page = new Page(List.of(owed(1, "a"), owed(3, "a")), 0, true);
        lane.give(new Input.ParkedLoaded("b/a", page));
        assertThat(lane.written())
                .extracting(laneUpdate -> laneUpdate.owed().number())
                .containsExactly(1L, 3L);
        assertThat(lane.parkedReads())
                .extracting(Action.ReadParked::orderKey)
                .containsExactly("b/b");
    }

    @Test
    void a_parked_one_that_was_read_and_waits_is_given_up_as_well() {
        var far = Lanes.START.plusSeconds(30);
        var late =
                new Owed(
                        owed(1, "a").triedAndDue(START, far, BAD).delivery(), owed(1, "a").event());
        var lane = Lanes.parked(2).resume(late);
        lane.owesAtMost(1);
        lane.give(new Input.PolicyIs(Policies.of("timeout", "5s")));
        lane.give(new Input.ParkedLoaded("b/a", new Page(List.of(late), 0, true)));
        assertThat(lane.written()).isEmpty();

        lane.owesAtMost(1);
        assertThat(lane.written()).singleElement().isInstanceOf(LaneUpdate.Dead.class);
    }

    @Test
    void nothing_is_given_up_any_more_once_another_policy_makes_room() {
        var lane = Lanes.fresh().offer(1, "a").offer(2, "a");
        lane.owesAtMost(1).policy(Policies.of("timeout", "5s"));

        lane.end(1, OK);
        assertThat(lane.written()).singleElement().isInstanceOf(LaneUpdate.Done.class);
        assertThat(lane.tries()).containsExactly(1L, 2L);
    }

    @Test
    void a_time_that_a_clock_set_back_made_far_is_brought_near() {
        var far = Lanes.START.plus(Duration.ofDays(1));
        var late =
                new Owed(
                        owed(1, "a").triedAndDue(START, far, BAD).delivery(), owed(1, "a").event());
        var lane = Lanes.fresh();
        lane.offer(2, "x").load(new Page(List.of(late), 3, true));

        assertThat(lane.pass(Duration.ofHours(1)).tries()).contains(1L);
    }

    @Test
    void a_parked_one_whose_time_was_brought_near_does_not_wait_again_when_it_is_read() {
        var far = Lanes.START.plus(Duration.ofDays(1));
        var late =
                new Owed(
                        owed(1, "a").triedAndDue(START, far, BAD).delivery(), owed(1, "a").event());
        var lane = Lanes.fresh().resume(late).offer(2, "x");

        lane.pass(Duration.ofHours(1));
        assertThat(lane.parkedReads()).hasSize(1);
        lane.give(new Input.ParkedLoaded("b/a", new Page(List.of(late), 0, true)));
        assertThat(lane.tries()).contains(1L);
    }

    @Test
    void never_asks_to_be_woken_at_a_time_that_has_come() {
        var lane = Lanes.fresh().policy(Policies.of("retry", "fixed(1m)"));
        openBreaker(lane);
        lane.pass(Breaker.FIRST_PROBE);

        assertThat(lane.armed()).allSatisfy(at -> assertThat(at).isAfter(lane.now));
    }

    @Test
    void a_clock_that_steps_back_costs_no_wake_up() {
        var lane =
                Lanes.fresh().policy(Policies.of("retry", "fixed(1m)")).offer(1, "a").end(1, BAD);
        Instant due = lane.armed().getFirst();
        lane.tries();

        lane.now = due.minusMillis(5);
        lane.give(new Input.Woken(due));
        assertThat(lane.tries()).isEmpty();
        lane.now = due;
        assertThat(lane.give(new Input.Woken(due)).tries()).containsExactly(1L);
    }

    @Test
    void a_probe_that_cannot_be_made_does_not_keep_the_breaker_open() {
        var lane = Lanes.fresh();
        openBreaker(lane);
        lane.offer(6, "f").offer(7, "g").pass(Breaker.FIRST_PROBE);
        lane.tries();

        lane.give(new Input.Hopeless(7, DeadReason.NO_ENDPOINT));
        assertThat(lane.pass(Breaker.LAST_PROBE).tries()).contains(6L);
    }

    @Test
    void keys_that_are_always_answered_500_stop_nobody_else() {
        var lane = Lanes.fresh();
        var broken = new AttemptResult.Refused(500, "", Optional.empty());
        int made = 0;
        for (int number = 1; number <= 2_000; number++) {
            lane.offer(number, number <= 20 ? "poison-" + number : "good-" + number);
            lane.pass(Duration.ofMillis(50));
            for (long tried : lane.tries()) {
                lane.end(tried, tried <= 20 ? broken : OK);
                made += tried > 20 ? 1 : 0;
            }
        }

        assertThat(made).isGreaterThan(1_900);
    }

    @Test
    void a_lane_that_stops_takes_nothing_in() {
        var lane = Lanes.fresh().give(new Input.Stopping()).offer(1, "a");
        lane.load(new Page(List.of(owed(2, "b")), 3, true));

        assertThat(lane.written()).isEmpty();
        assertThat(lane.tries()).isEmpty();
    }

    @Test
    void nothing_is_begun_while_stopping() {
        var lane = Lanes.fresh().offer(1, "a").give(new Input.Stopping());
        lane.tries();

        assertThat(lane.offer(2, "b").tries()).isEmpty();
        assertThat(lane.end(1, OK).written()).hasSize(1);
    }

    @Test
    void a_rate_is_kept_to_the_instant() {
        var lane = Lanes.fresh().policy(Policies.of("rate-limit", "10/s"));
        for (int number = 1; number <= 50; number++) {
            lane.offer(number, "key-" + number);
        }
        var started = new ArrayList<Instant>();
        while (started.size() < 50) {
            for (long number : lane.tries()) {
                started.add(lane.now);
                lane.end(number, OK);
            }
            lane.passToNextWakeUp();
        }

        for (int i = 0; i < 50; i++) {
            assertThat(started.get(i)).isEqualTo(START.plusMillis(100L * i));
        }
    }

    @Test
    void a_retry_takes_its_token_as_well() {
        var lane = Lanes.fresh().policy(Policies.of("rate-limit", "1/m", "retry", "fixed(1s)"));
        lane.offer(1, "a").end(1, BAD);
        assertThat(lane.tries()).containsExactly(1L);

        assertThat(lane.pass(Duration.ofSeconds(59)).tries()).isEmpty();
        assertThat(lane.pass(Duration.ofSeconds(1)).tries()).containsExactly(1L);
    }

    @Test
    void a_probe_takes_its_token_as_well() {
        var lane = Lanes.fresh();
        openBreaker(lane);
        lane.tries();
        lane.policy(Policies.of("rate-limit", "1/m")).offer(6, "f");

        assertThat(lane.pass(Breaker.FIRST_PROBE).tries()).containsExactly(6L);
        lane.end(6, DOWN);
        assertThat(lane.pass(Duration.ofSeconds(59)).tries()).isEmpty();
        assertThat(lane.pass(Duration.ofSeconds(1)).tries()).hasSize(1);
    }

    @Test
    void what_is_too_old_is_given_up_without_a_token() {
        var lane = Lanes.fresh().policy(Policies.of("rate-limit", "1/h", "time_to_live", "60"));
        lane.offer(1, "a").offer(2, "b").offer(3, "c").end(1, OK);
        lane.written();

        lane.pass(Duration.ofSeconds(60));
        assertThat(lane.written()).hasSize(2).hasOnlyElementsOfType(LaneUpdate.Dead.class);
    }

    @Test
    void a_rate_that_is_lifted_holds_nothing_back_any_longer() {
        var lane = Lanes.fresh().policy(Policies.of("rate-limit", "1/h"));
        assertThat(lane.offer(1, "a").offer(2, "b").offer(3, "c").tries()).containsExactly(1L);

        assertThat(lane.policy(Policies.of()).tries()).containsExactly(2L, 3L);
    }

    @Test
    void no_more_than_the_maximum_is_in_flight_also_when_it_is_lowered() {
        var lane = Lanes.fresh().policy(Policies.of("max-concurrency", "2"));
        for (int number = 1; number <= 5; number++) {
            lane.offer(number, "key-" + number);
        }
        assertThat(lane.tries()).containsExactly(1L, 2L);

        lane.policy(Policies.of("max-concurrency", "1"));
        assertThat(lane.end(1, OK).tries()).isEmpty();
        assertThat(lane.end(2, OK).tries()).containsExactly(3L);
    }

    @Test
    void a_new_schedule_holds_from_the_next_attempt_on() {
        var lane = Lanes.fresh().policy(Policies.of("retry", "fixed(1m)")).offer(1, "a");
        lane.end(1, BAD).policy(Policies.of("retry", "list(1s,5s)"));
        lane.tries();

        assertThat(lane.pass(Duration.ofSeconds(59)).tries()).isEmpty();
        assertThat(lane.pass(Duration.ofSeconds(1)).tries()).containsExactly(1L);
        lane.end(1, BAD);
        assertThat(lane.pass(Duration.ofSeconds(4)).tries()).isEmpty();
        assertThat(lane.pass(Duration.ofSeconds(1)).tries()).containsExactly(1L);
    }

    @Test
    void a_lower_limit_of_retries_holds_from_the_next_attempt_on() {
        var lane = Lanes.fresh().offer(1, "a").end(1, BAD);
        lane.pass(Duration.ofSeconds(1)).end(1, BAD).policy(Policies.of("max_retries", "1"));
        assertThat(lane.written()).hasOnlyElementsOfType(LaneUpdate.Again.class);

        lane.pass(Duration.ofSeconds(2)).end(1, BAD);
        assertThat(lane.written())
                .extracting(laneUpdate -> ((LaneUpdate.Dead) laneUpdate).reason())
                .containsExactly(DeadReason.RETRIES_EXHAUSTED);
    }

    @Test
    void a_shorter_time_to_live_holds_at_once_for_what_waits() {
        var lane = Lanes.fresh().policy(Policies.of("retry", "fixed(1h)")).offer(1, "a");
        lane.end(1, BAD).written();

        lane.policy(Policies.of("retry", "fixed(1h)", "time_to_live", "60"));
        lane.pass(Duration.ofSeconds(60));
        assertThat(lane.written())
                .extracting(laneUpdate -> ((LaneUpdate.Dead) laneUpdate).reason())
                .containsExactly(DeadReason.EXPIRED);
    }

    @Test
    void a_status_the_topic_calls_final_is_that() {
        var lane = Lanes.fresh().policy(Policies.of("final-statuses", "400")).offer(1, "a");

        assertThat(lane.end(1, BAD).written())
                .extracting(laneUpdate -> ((LaneUpdate.Dead) laneUpdate).reason())
                .containsExactly(DeadReason.REFUSED);
    }

    @Test
    void asks_no_more_of_an_endpoint_that_takes_longer_and_longer() {
        assertThat(inFlightAfterAWhile(_ -> 10)).isGreaterThan(40);
        assertThat(inFlightAfterAWhile(inFlight -> 2L * inFlight)).isLessThan(25);
    }

    /**
     * Returns how many attempts are in flight if all places are taken and each took this many ms.
     */
    private static int inFlightAfterAWhile(IntToLongFunction millis) {
        var lane = Lanes.fresh();
        var inFlight = new ArrayDeque<Long>();
        for (int number = 1; number <= 2_000; number++) {
            lane.offer(number, "key-" + number);
            inFlight.addAll(lane.tries());
            if (number - inFlight.peekFirst() > 200) {
                var took = Duration.ofMillis(millis.applyAsLong(inFlight.size()));
                lane.end(inFlight.removeFirst(), OK, took);
            }
        }
        return inFlight.size();
    }

    private static void openBreaker(Lanes lane) {
        for (int i = 1; i <= Breaker.OPENS_AT; i++) {
            lane.offer(i, "key-" + i).end(i, DOWN);
        }
        assertThat(lane.breakerOpen()).isTrue();
    }

    /** Adds four deliveries of two keys, both waiting for a retry. */
    private static void fillWithWaiting(Lanes lane) {
        lane.offer(1, "a").offer(2, "b").offer(3, "a").offer(4, "b");
        lane.end(1, BAD).end(2, BAD);
        lane.tries();
    }
}
