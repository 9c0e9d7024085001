package dev.carillon.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.registry.KeptTopic;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.SubscriptionAttributes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Events with more subscribers than one commit takes, in virtual time. */
class FanOutTest {
    private static final Duration STEP = Duration.ofMillis(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final DeliveryWorld world = new DeliveryWorld();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void a_process_that_dies_between_chunks_is_continued_by_the_next(int steps) {
        subscribe(1_200);
        world.publish("1", "k");
        world.publish("2", "k");
        for (int i = 0; i < steps; i++) {
            world.time().pass(STEP);
        }
        world.crash();
        world.time().pass(MINUTE);
        for (int i = 0; i < 1_200; i++) {
            assertThat(world.end("s" + i).accepted().map(SeenAttempt::number).distinct())
                    .containsExactly(1L, 2L);
        }
        assertThat(world.audit().deliveries()).isEqualTo(2_400);
        assertThat(world.engine().fanOuts().unfinished()).isZero();
    }

    @Test
    void an_event_with_few_subscribers_does_not_overtake_one_with_many() {
        List<KeptTopic> all = subscribe(70);
        world.publish("1", "k");
        all.subList(0, 10).forEach(world.engine().publications()::unsubscribe);
        world.publish("2", "k");
        world.time().pass(MINUTE);
        world.publish("3", "k");
        world.time().pass(MINUTE);
        for (int i = 10; i < 70; i++) {
            assertThat(world.end("s" + i).accepted().map(SeenAttempt::stamp)).hasSize(3).isSorted();
        }
        assertThat(world.end("s0").count()).isZero();
        world.audit();
    }

    @Test
    void a_subscription_gets_events_that_were_accepted_after_its_creation() {
        subscribe(70);
        world.publish("1", "k");
        world.subscribe("late", SubscriptionAttributes.none());
        world.publish("2", "k");
        world.time().pass(MINUTE);
        assertThat(world.end("late").accepted()).hasSize(1);
        assertThat(world.end("s69").accepted()).hasSize(2);
        world.audit();
    }

    @Test
    void an_event_stays_in_the_log_while_deliveries_are_to_be_made() {
        subscribe(600);
        world.publish("1", "k");
        var later = world.time().wall().plus(Duration.ofDays(1_000));
        assertThat(world.engine().retention().trim(later)).isZero();
        world.time().pass(MINUTE);
        assertThat(world.end("s599").accepted()).hasSize(1);
        assertThat(world.engine().retention().trim(later)).isEqualTo(1);
        world.audit();
    }

    @Test
    void a_whole_message_is_sent_once_to_those_who_want_it() {
        subscribe(70);
        world.subscribe("whole", DialectName.BROKER_B2, SubscriptionAttributes.none());
        world.publish("1", "k");
        world.publish("1", "k");
        world.time().pass(MINUTE);
        assertThat(world.end("whole").accepted()).hasSize(1);
        world.audit();
    }

    @Test
    void ten_thousand_subscriptions_of_one_rule_get_an_event_each() {
        subscribe(10_000);
        world.publish("1", "k");
        world.time().pass(MINUTE);
        for (int i = 0; i < 10_000; i++) {
            assertThat(world.end("s" + i).count()).isEqualTo(1);
        }
        assertThat(world.audit().deliveries()).isEqualTo(10_000);
    }

    private List<KeptTopic> subscribe(int howMany) {
        var all = new ArrayList<KeptTopic>();
        for (int i = 0; i < howMany; i++) {
            all.add(world.subscribe("s" + i, SubscriptionAttributes.none()));
        }
        return all;
    }
}
