package dev.carillon.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.rule.RuleState;
import dev.carillon.rule.SubscriptionAttributes;
import dev.carillon.secrets.SampleKeys;
import dev.carillon.secrets.SealingKeys;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;

/** Tests that deliveries to a topic whose secrets cannot be opened wait, however long. */
class UnopenedTopicsFaultTest {
    private static final SealingKeys OTHER = SampleKeys.keys(2);
    private static final Duration LONG = Duration.ofDays(9);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** The address has a password, so the recipient has a secret. */
    private static final String GUARDED = "user:s3cret@guarded";

    /** A rule has the secret that signs its messages. */
    private static final String RULE = "bell";

    private final DeliveryWorld world = new DeliveryWorld();

    @AfterEach
    void nothing_is_lost() {
        world.audit();
        assertThat(world.letters()).isEmpty();
    }

    @Test
    void a_subscription_is_not_removed_and_no_try_is_counted() {
        world.subscribe(GUARDED, SubscriptionAttributes.none());
        world.end(GUARDED).answers(VirtualEndpoint.DOWN);
        world.publish("1", "k");
        world.time().pass(Duration.ofMillis(2_500));
        int before = world.end(GUARDED).count();
        world.crash(OTHER);
        world.publish("2", "k");
        world.time().pass(LONG);
        assertThat(world.engine().subscriptions().all()).hasSize(1);
        assertThat(world.end(GUARDED).count()).isEqualTo(before);
        world.end(GUARDED).answers(VirtualEndpoint.OK);
        world.crash(SampleKeys.ONE);
        world.time().pass(MINUTE);
        assertThat(world.end(GUARDED).accepted()).hasSize(2);
    }

    @Test
    void a_topic_with_few_retries_keeps_everything_until_it_is_set_again() {
        Map<String, String> attributes = guarded("max_retries", "2");
        world.topic("t", attributes);
        world.crash(OTHER);
        for (int i = 0; i < 30; i++) {
            world.change("t-" + i % 7);
        }
        world.time().pass(LONG);
        assertThat(world.end("t").attempts()).isEmpty();
        assertThat(world.owing("t")).isEqualTo(30);
        world.set("t", attributes);
        world.time().pass(MINUTE);
        assertThat(world.end("t").accepted()).hasSize(30);
    }

    @Test
    void retries_that_were_counted_before_end_nothing_while_the_topic_waits() {
        world.topic("t", guarded("max_retries", "3"));
        world.end("t").answers(VirtualEndpoint.DOWN);
        for (int i = 0; i < 10; i++) {
            world.change("t-" + i);
        }
        world.time().pass(Duration.ofSeconds(2));
        world.crash(OTHER);
        world.time().pass(LONG);
        assertThat(world.owing("t")).isEqualTo(10);
        world.end("t").answers(VirtualEndpoint.OK);
        world.crash(SampleKeys.ONE);
        world.time().pass(MINUTE);
        assertThat(world.end("t").accepted()).hasSize(10);
    }

    @Test
    void a_time_to_live_ends_nothing_while_the_topic_waits() {
        world.topic("t", guarded("time_to_live", "60"));
        world.crash(OTHER);
        world.change("t-1");
        world.time().pass(LONG);
        assertThat(world.owing("t")).isEqualTo(1);
        assertThat(world.letters()).isEmpty();
        world.set("t", guarded("OpaqueData", "x"));
        world.time().pass(MINUTE);
        assertThat(world.end("t").accepted()).hasSize(1);
    }

    @Test
    void a_rule_with_its_own_address_is_not_suspended_and_has_patience_again_afterwards() {
        world.own(RULE);
        world.end(RULE).answers(VirtualEndpoint.DOWN);
        world.change(RULE + "-1");
        world.time().pass(MINUTE);
        int before = world.end(RULE).count();
        world.crash(OTHER);
        world.change(RULE + "-2");
        world.time().pass(LONG);
        assertThat(world.end(RULE).count()).isEqualTo(before);
        world.crash(SampleKeys.ONE);
        world.time().pass(MINUTE);
        assertThat(world.stateOf(RULE)).isEqualTo(new RuleState.Enabled());
        world.end(RULE).answers(VirtualEndpoint.OK);
        world.time().pass(Duration.ofMinutes(10));
        assertThat(world.end(RULE).accepted()).hasSize(2);
    }

    private static Map<String, String> guarded(String name, String value) {
        return Map.of("of-no-kind", "s3cret", name, value);
    }
}
