package dev.carillon.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.notifier.DeliveryWorld;
import dev.carillon.notifier.SeenAttempt;
import dev.carillon.notifier.VirtualEndpoint;
import dev.carillon.notifier.VirtualTime;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** Tests a machine's clock that is set back by a day. */
class ClockSetBackFaultTest {
    private static final Duration A_DAY = Duration.ofDays(1);
    private static final AttemptResult BROKEN =
            new AttemptResult.Refused(500, "", Optional.empty());

    private final DeliveryWorld world =
            new DeliveryWorld(
                    LaneLimits.defaults(), time -> new SteadyClock(time::wall, time::nanos));
    private final VirtualTime time = world.time();
    private final VirtualEndpoint end = world.end("topic");

    @Test
    void retries_go_on_in_their_time() {
        world.topic("topic", Map.of("retry_sleep_duration", "10"));
        end.answers(BROKEN);
        world.change("topic-a");
        pass(5);
        setBack();
        pass(26);

        assertThat(seconds(end.attempts())).containsExactly(0L, 10L, 20L, 30L);
    }

    @Test
    void probes_go_on_in_their_time() {
        world.topic("topic", Map.of("retry_sleep_duration", "0", "max-concurrency", "1"));
        end.answers(VirtualEndpoint.DOWN);
        world.change("topic-a");
        pass(2);
        setBack();
        pass(14);

        assertThat(seconds(end.attempts()).subList(0, 5)).containsOnly(0L);
        assertThat(seconds(end.attempts()).subList(5, 20))
                .isEqualTo(LongStream.rangeClosed(1, 15).boxed().toList());
    }

    @Test
    void attempts_that_hang_end_in_their_time() {
        world.topic("topic", Map.of("timeout", "5s", "retry_sleep_duration", "1"));
        end.takes(A_DAY);
        world.change("topic-a");
        pass(2);
        setBack();
        pass(11);

        assertThat(seconds(end.attempts())).containsExactly(0L, 6L, 12L);
    }

    @Test
    void time_to_live_goes_on_for_what_was_owed_and_for_what_comes() {
        world.topic("topic", Map.of("time_to_live", "60", "retry_sleep_duration", "10"));
        end.answers(BROKEN);
        world.change("topic-before");
        pass(30);
        setBack();
        world.change("topic-after");
        pass(29);
        assertThat(world.letters("topic")).isEmpty();
        pass(2);
        assertThat(world.letters("topic")).hasSize(1);
        pass(28);
        assertThat(world.letters("topic")).hasSize(1);
        pass(2);
        assertThat(world.letters("topic")).hasSize(2);
        world.audit();
    }

    @Test
    void later_events_are_sent_immediately() {
        world.topic("topic", Map.of("time_to_live", "60"));
        setBack();
        world.change("topic-a");
        pass(1);

        assertThat(end.accepted()).hasSize(1);
    }

    @Test
    void after_a_restart_nothing_waits_longer_than_its_longest_pause() {
        world.topic("topic", Map.of("retry", "fixed(2h)"));
        end.answers(BROKEN);
        world.change("topic-a");
        pass(60);
        setBack();
        world.crash();
        end.answers(VirtualEndpoint.OK);

        time.passUntil(() -> end.accepted().count() == 1, Duration.ofMinutes(121));
    }

    @Test
    void after_a_restart_a_retry_waits_no_longer_than_its_own_pause() {
        world.topic("topic", Map.of("retry_sleep_duration", "10"));
        end.answers(BROKEN);
        world.change("topic-a");
        pass(5);
        setBack();
        world.crash();
        end.answers(VirtualEndpoint.OK);

        pass(11);
        assertThat(end.accepted()).hasSize(1);
    }

    @Test
    void after_a_restart_what_is_parked_waits_no_longer_than_its_own_pause() {
        var small =
                new DeliveryWorld(
                        new LaneLimits(2, 8, 2),
                        virtualTime -> new SteadyClock(virtualTime::wall, virtualTime::nanos));
        small.topic("topic", Map.of("retry_sleep_duration", "10"));
        small.end("topic").answers(BROKEN);
        for (int i = 0; i < 12; i++) {
            small.change("topic-" + i % 6);
        }
        small.time().pass(Duration.ofSeconds(5));
        small.time().setWall(A_DAY.negated());
        small.crash();
        small.end("topic").answers(VirtualEndpoint.OK);

        small.time().pass(Duration.ofSeconds(60));
        assertThat(small.end("topic").accepted()).hasSize(12);
        small.audit();
    }

    @Test
    void after_a_restart_an_endpoint_still_has_the_time_it_asked_for() {
        world.topic("topic", Map.of("retry_sleep_duration", "10"));
        end.answers(new AttemptResult.Refused(503, "", Optional.of(Duration.ofMinutes(30))));
        world.change("topic-a");
        pass(60);
        world.crash();
        end.answers(VirtualEndpoint.OK);

        pass(28 * 60);
        assertThat(end.accepted()).isEmpty();
        pass(2 * 60);
        assertThat(end.accepted()).hasSize(1);
    }

    @Test
    void order_does_not_care() {
        world.topic("topic", Map.of("retry_sleep_duration", "10"));
        end.answers(BROKEN);
        world.change("topic-a");
        world.change("topic-a");
        pass(1);
        setBack();
        world.change("topic-a");
        world.crash();
        world.change("topic-a");
        pass(1);
        end.answers(VirtualEndpoint.OK);

        time.passUntil(() -> world.owing("topic") == 0, Duration.ofHours(2));
        assertThat(end.accepted().map(SeenAttempt::stamp)).isSorted().hasSize(4);
        assertThat(end.accepted().map(SeenAttempt::number)).containsExactly(1L, 2L, 3L, 4L);
        world.audit();
    }

    private void setBack() {
        time.setWall(A_DAY.negated());
    }

    private void pass(long seconds) {
        time.pass(Duration.ofSeconds(seconds));
    }

    private static List<Long> seconds(List<SeenAttempt> attempts) {
        Instant start = VirtualTime.START;
        return attempts.stream()
                .map(seenAttempt -> Duration.between(start, seenAttempt.began()).toSeconds())
                .toList();
    }
}
