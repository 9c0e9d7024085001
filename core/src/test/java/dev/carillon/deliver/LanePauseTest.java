package dev.carillon.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.rule.Policies;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

/** A lane whose destination allows no attempts. */
class LanePauseTest {
    private final Lanes lanes = Lanes.fresh();

    @Test
    void nothing_is_attempted_and_no_time_is_awaited_until_the_pause_ends() {
        lanes.give(new Input.Paused());
        lanes.policy(Policies.of("time_to_live", "60"));
        lanes.offer(1, "k").offer(2, "j");
        assertThat(lanes.tries()).isEmpty();
        assertThat(lanes.nextWakeUp()).isEqualTo(Instant.MAX);
        lanes.now = lanes.now.plus(Duration.ofDays(1));
        lanes.policy(Policies.of("max_retries", "1"));
        lanes.give(new Input.Unpaused());
        assertThat(lanes.tries()).containsExactly(1L, 2L);
    }

    @Test
    void an_attempt_that_was_not_made_is_requested_again_after_the_pause() {
        lanes.offer(1, "k");
        assertThat(lanes.tries()).containsExactly(1L);
        lanes.give(new Input.Paused());
        lanes.give(new Input.Withdrawn(1));
        assertThat(lanes.tries()).isEmpty();
        lanes.give(new Input.Unpaused());
        assertThat(lanes.tries()).containsExactly(1L);
    }
}
