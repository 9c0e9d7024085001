package dev.carillon.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.deliver.LaneLimits;
import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.DeadReason;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The deliveries of a topic with a retry limit while its endpoint is unreachable, under a settable
 * clock.
 */
class SharedTriesFaultTest {
    private static final Map<String, String> CEPH =
            Map.of("max_retries", "10", "retry_sleep_duration", "1");
    private static final int TRIES = 11;
    private static final AttemptResult BROKEN =
            new AttemptResult.Refused(500, "", Optional.empty());

    @Test
    void all_that_is_owed_is_given_up_in_time_whatever_is_held_in_memory() {
        var world = new DeliveryWorld(new LaneLimits(4, 3, 2), virtualTime -> virtualTime::wall);
        world.topic("bell", CEPH);
        world.end("bell").answers(VirtualEndpoint.DOWN);
        for (int i = 0; i < 60; i++) {
            world.change("bell-" + i % 25);
        }
        world.time().pass(Duration.ofMillis(9_500));
        assertThat(world.letters()).isEmpty();
        world.time().pass(Duration.ofSeconds(10));

        assertThat(world.letters())
                .hasSize(60)
                .allSatisfy(deadLetter -> {
                    assertThat(deadLetter.reason()).isEqualTo(DeadReason.RETRIES_EXHAUSTED);
                    assertThat(deadLetter.delivery().attempts() + deadLetter.shared())
                            .isEqualTo(TRIES);
                });
        world.audit();
    }

    @Test
    void a_restart_counts_on() {
        var world = new DeliveryWorld();
        world.topic("bell", CEPH);
        world.end("bell").answers(VirtualEndpoint.DOWN);
        for (int i = 0; i < 30; i++) {
            world.change("bell-" + i);
        }
        world.time().pass(Duration.ofMillis(8_500));
        world.crash();
        world.time().pass(Duration.ofSeconds(6));

        assertThat(world.letters()).hasSize(30);
        world.audit();
    }

    @Test
    void one_delivery_that_is_answered_500_takes_no_tries_from_its_neighbours() {
        var world = new DeliveryWorld();
        world.topic("bell", CEPH);
        world.end("bell")
                .answers(seenAttempt ->
                        seenAttempt.key().endsWith("bad") ? BROKEN : VirtualEndpoint.OK);
        world.change("bell-bad");
        for (int i = 0; i < 20; i++) {
            world.change("bell-" + i);
        }
        world.time().pass(Duration.ofMinutes(1));

        assertThat(world.letters())
                .singleElement()
                .satisfies(deadLetter -> {
                    assertThat(deadLetter.event().change().object().key()).isEqualTo("bell-bad");
                    assertThat(deadLetter.shared()).isZero();
                });
        assertThat(world.end("bell").accepted()).hasSize(20);
    }

    @Test
    void an_endpoint_that_is_back_in_time_loses_nothing() {
        var world = new DeliveryWorld();
        world.topic("bell", CEPH);
        world.end("bell").answers(VirtualEndpoint.DOWN);
        for (int i = 0; i < 50; i++) {
            world.change("bell-" + i % 20);
        }
        world.time().pass(Duration.ofMillis(8_500));
        world.end("bell").answers(VirtualEndpoint.OK);
        world.time().pass(Duration.ofSeconds(5));

        assertThat(world.letters()).isEmpty();
        assertThat(world.end("bell").accepted()).hasSize(50);
        world.audit();
    }
}
