package dev.carillon.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.deliver.LaneLimits;
import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.DeadReason;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Topics above their quota: what is dropped, what stays, and which topics are not affected. */
class QuotaFaultTest {
    private static final AttemptResult BAD = new AttemptResult.Refused(400, "", Optional.empty());
    private static final Map<String, String> NEWEST_TEN =
            Map.of("quota-entries", "10", "quota-policy", "drop-oldest");

    private final DeliveryWorld world = new DeliveryWorld();
    private final VirtualEndpoint end = world.end("topic");

    @Test
    void a_quota_that_comes_later_leaves_the_newest_of_what_is_owed() {
        world.topic("topic", Map.of());
        end.answers(VirtualEndpoint.DOWN);
        change(0, 3_000);
        pass(2);

        world.configure("topic", NEWEST_TEN);
        pass(2);
        assertThat(world.owing("topic")).isEqualTo(10);
        assertThat(world.counted(DeadReason.QUEUE_FULL)).isEqualTo(2_990);
        heal();
        assertThat(acceptedKeys()).containsExactlyInAnyOrderElementsOf(keys(2_990, 3_000));
        world.audit();
    }

    @Test
    void a_quota_that_is_raised_stops_dropping_at_once() {
        world.topic("topic", Map.of("quota-entries", "2", "quota-policy", "drop-oldest"));
        world.change("topic-first");
        pass(1);
        end.takes(Duration.ofSeconds(5));
        end.answers(BAD);
        IntStream.range(0, 8).forEach(number -> world.change("topic-" + number));
        world.time().pass(Duration.ofSeconds(1));
        assertThat(world.owing("topic")).as("all are being tried").isEqualTo(8);

        world.configure("topic", Map.of("quota-entries", "1000", "quota-policy", "drop-oldest"));
        pass(10);
        assertThat(world.counted(DeadReason.QUEUE_FULL)).isZero();
        assertThat(world.owing("topic")).isEqualTo(8);
        heal();
        assertThat(acceptedKeys()).containsAll(keys(0, 8));
    }

    @Test
    void a_restart_keeps_the_quota_and_what_it_dropped() {
        world.topic("topic", NEWEST_TEN);
        end.answers(VirtualEndpoint.DOWN);
        change(0, 50);
        pass(2);
        assertThat(world.owing("topic")).isEqualTo(10);

        world.crash();
        pass(2);
        change(50, 60);
        pass(2);
        assertThat(world.owing("topic")).isEqualTo(10);
        assertThat(world.letters("topic")).hasSize(50);
        heal();
        assertThat(acceptedKeys()).containsExactlyInAnyOrderElementsOf(keys(50, 60));
        world.audit();
    }

    @Test
    void a_restart_keeps_a_quota_of_bytes() {
        world.topic("topic", Map.of("quota-bytes", "1KiB"));
        end.answers(VirtualEndpoint.DOWN);
        int taken = changeUntilRefused();
        world.crash();
        pass(1);
        assertThatThrownBy(() -> world.change("topic-one-more"))
                .isInstanceOf(QueueFullException.class);

        heal();
        assertThat(acceptedKeys()).hasSize(taken);
        world.change("topic-one-more");
        heal();
        world.audit();
    }

    @Test
    void deliveries_made_meanwhile_make_room_and_no_other_is_dropped() {
        world.topic(
                "topic",
                Map.of(
                        "quota-entries",
                        "2",
                        "quota-policy",
                        "drop-oldest",
                        "max-concurrency",
                        "1"));
        end.takes(Duration.ofSeconds(1));
        world.change("topic-0");
        world.time().pass(Duration.ofMillis(500));
        change(1, 3);

        world.time().passUntil(() -> world.owing("topic") == 0, Duration.ofMinutes(1));
        assertThat(world.letters("topic")).isEmpty();
        assertThat(acceptedKeys()).containsExactlyElementsOf(keys(0, 3));
    }

    @Test
    void a_poison_key_that_is_parked_counts_and_goes_when_nothing_else_is_left_to_drop() {
        var small = new DeliveryWorld(new LaneLimits(12, 6, 3), virtualTime -> virtualTime::wall);
        small.topic("topic", Map.of("final-statuses", "none"));
        small.end("topic")
                .answers(seenAttempt ->
                        seenAttempt.key().equals("topic-poison") ? BAD : VirtualEndpoint.OK);
        IntStream.range(0, 40)
                .forEach(number -> {
                    small.change("topic-poison");
                    small.change("topic-" + number);
                });
        small.time().pass(Duration.ofSeconds(5));
        assertThat(small.owing("topic")).as("the poison key's").isEqualTo(40);

        small.configure("topic", NEWEST_TEN);
        small.time().pass(Duration.ofSeconds(5));
        assertThat(small.owing("topic")).isEqualTo(10);
        assertThat(small.letters("topic")).hasSize(30);
        small.end("topic").answers(VirtualEndpoint.OK);
        small.time().passUntil(() -> small.owing("topic") == 0, Duration.ofMinutes(10));
        assertThat(
                        small.end("topic")
                                .accepted()
                                .filter(seenAttempt -> seenAttempt.key().equals("topic-poison")))
                .extracting(SeenAttempt::number)
                .hasSize(10)
                .isSorted()
                .allMatch(hasSize -> hasSize >= 61, "the newest ten");
        small.audit();
    }

    @Test
    void others_are_not_concerned() {
        world.topic("topic", Map.of("quota-entries", "5"));
        world.topic("other", Map.of("quota-entries", "5"));
        end.answers(VirtualEndpoint.DOWN);
        assertThat(changeUntilRefused()).isEqualTo(5);

        IntStream.range(0, 20)
                .forEach(number -> {
                    world.change("other-" + number);
                    world.time().pass(Duration.ofMillis(50));
                });
        assertThat(world.end("other").accepted()).hasSize(20);
        assertThat(world.owing("topic")).isEqualTo(5);
        world.audit();
    }

    private void change(int from, int to) {
        keys(from, to).forEach(world::change);
    }

    private int changeUntilRefused() {
        int taken = 0;
        try {
            while (taken < 1_000) {
                world.change("topic-" + taken);
                taken++;
            }
        } catch (QueueFullException _) {
            return taken;
        }
        throw new IllegalStateException("never refused");
    }

    private void pass(long seconds) {
        world.time().pass(Duration.ofSeconds(seconds));
    }

    private void heal() {
        end.answers(VirtualEndpoint.OK);
        world.time().passUntil(() -> world.owing("topic") == 0, Duration.ofMinutes(2));
    }

    private List<String> acceptedKeys() {
        return end.accepted().map(SeenAttempt::key).toList();
    }

    private static List<String> keys(int from, int to) {
        return IntStream.range(from, to).mapToObj(number -> "topic-" + number).toList();
    }
}
