package dev.carillon.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.Owed;
import dev.carillon.journal.LaneUpdate;
import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.EndOfPatience;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** A lane that sends several deliveries in one message. */
class LaneBatchTest {
    private static final AttemptResult GONE = new AttemptResult.Refused(410, "", Optional.empty());

    private static DeliveryPolicy upTo(int most) {
        var usual = DeliveryPolicy.defaults();
        return new DeliveryPolicy(
                usual.retry(), usual.pacing(), usual.quota(), most, EndOfPatience.GIVE_UP);
    }

    @Test
    void what_is_ready_goes_together_in_number_order() {
        Lanes lane = busy(upTo(3));
        for (int number = 9; number <= 13; number++) {
            lane.offer(number, "k" + number);
        }
        lane.end(1, Lanes.OK);
        assertThat(lane.batches()).containsExactly(List.of(9L, 10L, 11L));
        lane.end(2, Lanes.OK);
        assertThat(lane.batches()).containsExactly(List.of(12L, 13L));
    }

    @Test
    void nothing_waits_for_a_batch_to_be_full() {
        Lanes lane = Lanes.fresh().policy(upTo(50)).offer(1, "a");
        assertThat(lane.batches()).containsExactly(List.of(1L));
    }

    @Test
    void a_key_has_one_delivery_in_a_batch() {
        Lanes lane = busy(upTo(50));
        lane.offer(9, "a").offer(10, "a").offer(11, "b");
        lane.end(1, Lanes.OK);
        assertThat(lane.batches()).containsExactly(List.of(9L, 11L));
        lane.end(9, Lanes.OK);
        assertThat(lane.batches()).contains(List.of(10L));
    }

    @Test
    void each_member_is_settled() {
        Lanes lane = busy(upTo(50));
        lane.offer(9, "a").offer(10, "b").end(1, Lanes.OK);
        lane.written();
        lane.end(9, Lanes.OK);
        assertThat(lane.written())
                .hasSize(2)
                .allSatisfy(
                        laneUpdate -> assertThat(laneUpdate).isInstanceOf(LaneUpdate.Done.class));
    }

    @Test
    void what_was_refused_for_good_together_is_tried_alone() {
        Lanes lane = busy(upTo(50));
        lane.offer(9, "a").offer(10, "b").end(1, Lanes.OK).end(2, Lanes.OK);
        lane.batches();
        lane.written();
        lane.end(9, GONE);
        assertThat(lane.written())
                .hasSize(2)
                .allSatisfy(
                        laneUpdate -> assertThat(laneUpdate).isInstanceOf(LaneUpdate.Again.class));
        assertThat(lane.batches()).containsExactly(List.of(9L), List.of(10L));
        lane.end(9, GONE);
        assertThat(lane.written())
                .singleElement()
                .isInstanceOfSatisfying(
                        LaneUpdate.Dead.class,
                        dead -> assertThat(dead.reason()).isEqualTo(DeadReason.REFUSED));
        lane.end(10, Lanes.OK);
        assertThat(lane.written()).singleElement().isInstanceOf(LaneUpdate.Done.class);
    }

    @Test
    void after_two_failures_the_members_go_alone() {
        Lanes lane = busy(upTo(50));
        lane.offer(9, "a").offer(10, "b").end(1, Lanes.OK);
        for (int number = 2; number <= 8; number++) {
            lane.end(number, Lanes.OK);
        }
        lane.end(9, Lanes.DOWN);
        lane.batches();
        lane.pass(Duration.ofMinutes(1));
        List<List<Long>> second = lane.batches();
        second.forEach(list -> lane.end(list.getFirst(), Lanes.DOWN));
        lane.batches();
        lane.pass(Duration.ofMinutes(1));
        assertThat(lane.batches()).containsExactly(List.of(9L), List.of(10L));
    }

    @Test
    void a_batch_takes_one_place() {
        Lanes lane = busy(upTo(2));
        for (int number = 9; number <= 30; number++) {
            lane.offer(number, "k" + number);
        }
        lane.end(1, Lanes.OK).end(2, Lanes.OK);
        assertThat(lane.batches()).allSatisfy(list -> assertThat(list).hasSize(2));
    }

    /**
     * Tests that a key is in at most one attempt, that its numbers rise, and that everything is
     * settled.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void order_holds_whatever_happens(long seed) {
        var random = new SplittableRandom(seed);
        Lanes lane = Lanes.fresh().policy(upTo(1 + random.nextInt(10)));
        Map<Long, List<Owed>> underWay = new HashMap<>();
        Map<String, Long> delivered = new HashMap<>();
        Set<Long> settled = new HashSet<>();
        int offered = 0;
        for (int step = 0; step < 3_000 && settled.size() < 300; step++) {
            if (offered < 300 && random.nextInt(3) > 0) {
                lane.offer(++offered, "k" + random.nextInt(20));
            } else if (!underWay.isEmpty() && random.nextInt(3) > 0) {
                long one = List.copyOf(underWay.keySet()).get(random.nextInt(underWay.size()));
                underWay.remove(one);
                lane.end(one, answer(random));
            } else {
                lane.passToNextWakeUp();
            }
            lane.written().stream()
                    .filter(laneUpdate -> !(laneUpdate instanceof LaneUpdate.Again))
                    .forEach(laneUpdate ->
                            assertThat(settled.add(laneUpdate.owed().number())).isTrue());
            for (List<Owed> batch : lane.tried()) {
                check(batch, underWay, delivered);
                underWay.put(batch.getFirst().number(), batch);
            }
        }
        assertThat(settled).as("seed " + seed).hasSize(300);
    }

    private static void check(
            List<Owed> batch, Map<Long, List<Owed>> underWay, Map<String, Long> delivered) {
        var busy = new HashSet<String>();
        underWay.values().forEach(all -> all.forEach(found -> busy.add(found.orderKey())));
        long before = 0;
        for (Owed owed : batch) {
            assertThat(busy.add(owed.orderKey())).isTrue();
            assertThat(owed.number()).isGreaterThan(before);
            assertThat(owed.number())
                    .isGreaterThanOrEqualTo(delivered.getOrDefault(owed.orderKey(), 0L));
            delivered.put(owed.orderKey(), owed.number());
            before = owed.number();
        }
    }

    private static AttemptResult answer(SplittableRandom random) {
        return switch (random.nextInt(6)) {
            case 0 -> Lanes.DOWN;
            case 1 -> Lanes.BAD;
            case 2 -> GONE;
            default -> Lanes.OK;
        };
    }

    /**
     * Creates a lane whose eight places are taken, so that further deliveries become ready
     * together.
     */
    private static Lanes busy(DeliveryPolicy policy) {
        Lanes lane = Lanes.fresh().policy(policy);
        for (int number = 1; number <= 8; number++) {
            lane.offer(number, "first" + number);
        }
        var begun = new ArrayList<>(lane.batches());
        assertThat(begun).hasSize(8);
        return lane;
    }
}
