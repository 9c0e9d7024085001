package dev.carillon.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.DeadLetter;
import dev.carillon.delivery.DeadReason;
import dev.carillon.rule.RuleState;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rules with their own address, whose endpoint is unreachable for a day, under a settable clock.
 */
class SuspensionFaultTest {
    private static final AttemptResult BROKEN =
            new AttemptResult.Refused(503, "", Optional.empty());
    private static final Duration DAY = Duration.ofDays(1);

    private final DeliveryWorld world = new DeliveryWorld();

    @Test
    void a_rule_is_suspended_when_nothing_gets_through_for_a_day() {
        world.own("bell");
        world.end("bell").answers(BROKEN);
        world.change("bell-1");
        world.time().pass(Duration.ofHours(23));
        world.change("bell-2");
        assertThat(world.stateOf("bell")).isEqualTo(new RuleState.Enabled());
        world.time().pass(Duration.ofHours(2));
        assertThat(world.stateOf("bell"))
                .isInstanceOfSatisfying(
                        RuleState.Suspended.class,
                        suspended ->
                                assertThat(suspended.reason())
                                        .startsWith("No event was accepted since 2026-01-01T00:00")
                                        .contains("503", "carillon deadletter replay"));
        assertThat(reasons()).containsExactly(DeadReason.SUSPENDED, DeadReason.SUSPENDED);
        int tries = world.end("bell").count();
        world.change("bell-3");
        world.time().pass(DAY);
        assertThat(world.end("bell").count()).as("nothing is owed any more").isEqualTo(tries);
        world.audit();
    }

    @Test
    void what_was_accepted_meanwhile_keeps_a_rule_from_being_suspended() {
        world.own("bell");
        world.end("bell")
                .answers(seenAttempt ->
                        seenAttempt.key().endsWith("bad") ? BROKEN : VirtualEndpoint.OK);
        world.change("bell-bad");
        world.time().pass(Duration.ofHours(12));
        world.change("bell-good");
        world.time().pass(Duration.ofHours(13));
        assertThat(world.stateOf("bell")).isEqualTo(new RuleState.Enabled());
        assertThat(reasons()).containsExactly(DeadReason.EXPIRED);
    }

    @Test
    void the_clock_goes_on_when_the_server_is_restarted() {
        world.own("bell");
        world.end("bell").answers(VirtualEndpoint.DOWN);
        world.change("bell-1");
        world.time().pass(Duration.ofHours(20));
        world.crash();
        world.time().pass(Duration.ofHours(5));
        assertThat(world.stateOf("bell")).isInstanceOf(RuleState.Suspended.class);
        world.crash();
        assertThat(world.stateOf("bell")).isInstanceOf(RuleState.Suspended.class);
        world.audit();
    }

    @Test
    void what_was_accepted_before_a_restart_still_counts() {
        world.own("bell");
        world.end("bell")
                .answers(seenAttempt ->
                        seenAttempt.key().endsWith("bad") ? BROKEN : VirtualEndpoint.OK);
        world.change("bell-bad");
        world.time().pass(Duration.ofHours(1));
        world.change("bell-good");
        world.time().pass(Duration.ofHours(1));
        world.crash();
        world.time().pass(DAY);
        assertThat(world.stateOf("bell")).isEqualTo(new RuleState.Enabled());
    }

    @Test
    void a_server_that_was_off_for_days_tries_again_before_it_suspends() {
        world.own("bell");
        world.end("bell").answers(VirtualEndpoint.DOWN);
        world.change("bell-1");
        world.time().pass(Duration.ofHours(1));
        world.end("bell").answers(VirtualEndpoint.OK);
        world.asleep(Duration.ofDays(3));
        world.time().pass(Duration.ofMinutes(10));
        assertThat(world.stateOf("bell")).isEqualTo(new RuleState.Enabled());
        assertThat(reasons()).as("nothing is given up before it is tried").isEmpty();
        assertThat(world.end("bell").accepted().map(SeenAttempt::key)).containsExactly("bell-1");
        world.audit();
    }

    @Test
    void a_backlog_is_tried_once_whatever_its_age_when_the_endpoint_is_back() {
        world.own("bell");
        world.end("bell").answers(VirtualEndpoint.DOWN);
        for (int i = 0; i < 40; i++) {
            world.change("bell-" + i);
        }
        world.end("bell")
                .answers(seenAttempt ->
                        seenAttempt.key().endsWith("7") ? BROKEN : VirtualEndpoint.OK);
        world.asleep(Duration.ofDays(3));
        world.time().pass(Duration.ofHours(1));
        assertThat(world.end("bell").accepted()).hasSize(36);
        assertThat(reasons())
                .hasSize(4)
                .allSatisfy(deadReason -> assertThat(deadReason).isEqualTo(DeadReason.EXPIRED));
        assertThat(world.letters())
                .allSatisfy(
                        deadLetter -> assertThat(deadLetter.delivery().attempts()).isPositive());
        assertThat(world.stateOf("bell")).isEqualTo(new RuleState.Enabled());
        world.audit();
    }

    @Test
    void a_server_that_was_off_for_days_suspends_when_the_endpoint_is_still_away() {
        world.own("bell");
        world.end("bell").answers(VirtualEndpoint.DOWN);
        world.change("bell-1");
        world.time().pass(Duration.ofHours(1));
        world.asleep(Duration.ofDays(3));
        world.time().pass(Duration.ofMinutes(10));
        assertThat(world.stateOf("bell")).isEqualTo(new RuleState.Enabled());
        world.time().pass(Duration.ofMinutes(15));
        assertThat(world.stateOf("bell")).isInstanceOf(RuleState.Suspended.class);
        assertThat(reasons()).containsExactly(DeadReason.SUSPENDED);
        world.audit();
    }

    @Test
    void the_time_to_live_of_a_topic_also_runs_while_the_server_is_off() {
        world.topic("bell", Map.of("time_to_live", "3600"));
        world.end("bell").answers(VirtualEndpoint.DOWN);
        world.change("bell-1");
        world.end("bell").answers(VirtualEndpoint.OK);
        world.asleep(Duration.ofHours(2));
        world.time().pass(Duration.ofMinutes(1));
        assertThat(reasons()).containsExactly(DeadReason.EXPIRED);
        assertThat(world.end("bell").accepted()).isEmpty();
    }

    @Test
    void a_resumed_rule_gets_events_and_its_letters_can_be_sent_again() {
        world.own("bell");
        world.end("bell").answers(VirtualEndpoint.DOWN);
        world.change("bell-1");
        world.time().pass(DAY.plusHours(1));
        assertThat(world.stateOf("bell")).isInstanceOf(RuleState.Suspended.class);
        world.end("bell").answers(VirtualEndpoint.OK);
        world.resume("bell");
        assertThat(world.stateOf("bell")).isEqualTo(new RuleState.Enabled());
        world.change("bell-2");
        world.office().replay(DeadLetterOffice.Selection.all());
        world.time().pass(Duration.ofMinutes(1));
        assertThat(world.end("bell").accepted().map(SeenAttempt::key))
                .containsExactlyInAnyOrder("bell-1", "bell-2");
        assertThat(world.letters()).isEmpty();
        world.audit();
    }

    @Test
    void what_a_deleted_rule_is_owed_becomes_dead_letters() {
        world.own("bell");
        world.end("bell").answers(VirtualEndpoint.DOWN);
        world.change("bell-1");
        world.time().pass(Duration.ofMinutes(1));
        world.deleteOwn();
        world.time().pass(Duration.ofMinutes(1));
        assertThat(reasons()).containsExactly(DeadReason.RULE_DELETED);
        world.own("bell");
        world.end("bell").answers(VirtualEndpoint.OK);
        world.office().replay(DeadLetterOffice.Selection.all());
        world.time().pass(Duration.ofMinutes(1));
        assertThat(world.end("bell").accepted().map(SeenAttempt::key)).containsExactly("bell-1");
        world.audit();
    }

    private List<DeadReason> reasons() {
        return world.letters().stream().map(DeadLetter::reason).sorted().toList();
    }
}
