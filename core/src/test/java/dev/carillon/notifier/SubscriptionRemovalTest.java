package dev.carillon.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.DeadLetter;
import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.Owed;
import dev.carillon.event.Original;
import dev.carillon.journal.Journal;
import dev.carillon.registry.KeptTopic;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.SubscriptionAttributes;
import dev.carillon.state.KeyTable;
import dev.carillon.state.TroubledState;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What becomes of a subscription whose endpoint fails, in virtual time. */
class SubscriptionRemovalTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final DeliveryWorld world = new DeliveryWorld();

    @AfterEach
    void nothing_is_lost() {
        world.audit();
    }

    @Test
    void an_event_is_attempted_at_0_0_1_2_and_4_seconds_then_the_subscription_is_removed() {
        world.subscribe("dead", SubscriptionAttributes.none());
        world.end("dead").answers(VirtualEndpoint.DOWN);
        world.publish("1", "k");
        world.time().pass(MINUTE);
        assertThat(offsets("dead")).containsExactly(0L, 0L, 1_000L, 3_000L, 7_000L);
        assertThat(world.engine().subscriptions().all()).isEmpty();
        DeadLetter letter = world.letters().getFirst();
        assertThat(letter.reason()).isEqualTo(DeadReason.SUBSCRIPTION_REMOVED);
        assertThat(letter.delivery().attempts()).isEqualTo(5);
        assertThat(letter.delivery().last().words()).contains("connection refused");
    }

    @Test
    void an_endpoint_cannot_ask_for_another_pause_and_410_is_a_failure_like_any_other() {
        world.subscribe("gone", SubscriptionAttributes.none());
        world.end("gone")
                .answers(new AttemptResult.Refused(410, "", Optional.of(Duration.ofHours(1))));
        world.publish("1", "k");
        world.time().pass(MINUTE);
        assertThat(offsets("gone")).containsExactly(0L, 0L, 1_000L, 3_000L, 7_000L);
    }

    @Test
    void failures_of_other_events_neither_hasten_the_removal_nor_delay_attempts() {
        world.subscribe("dead", SubscriptionAttributes.none());
        world.subscribe("good", SubscriptionAttributes.none());
        world.end("dead").answers(VirtualEndpoint.DOWN);
        for (int i = 0; i < 20; i++) {
            world.publish("e" + i, "k" + i);
        }
        world.time().pass(Duration.ofMillis(6_900));
        assertThat(world.engine().subscriptions().all()).hasSize(2);
        assertThat(world.end("dead").attempts()).hasSize(80);
        assertThat(world.end("good").accepted()).hasSize(20);
        assertThat(world.end("good").attempts().getLast().began())
                .isBefore(VirtualTime.START.plusSeconds(1));
        world.time().pass(MINUTE);
        assertThat(world.engine().subscriptions().all()).hasSize(1);
        assertThat(world.letters()).hasSize(20);
    }

    @Test
    void a_success_within_the_tries_keeps_it() {
        world.subscribe("flaky", SubscriptionAttributes.none());
        world.end("flaky")
                .answers(attempt ->
                        world.end("flaky").count() < 5 ? VirtualEndpoint.DOWN : VirtualEndpoint.OK);
        world.publish("1", "k");
        world.time().pass(MINUTE);
        assertThat(world.end("flaky").accepted()).hasSize(1);
        assertThat(world.engine().subscriptions().all()).hasSize(1);
        assertThat(world.letters()).isEmpty();
    }

    @Test
    void the_number_of_tries_is_an_attribute() {
        world.subscribe(
                "dead", new SubscriptionAttributes(OptionalInt.of(2), false, Optional.empty()));
        world.end("dead").answers(VirtualEndpoint.DOWN);
        world.publish("1", "k");
        world.time().pass(MINUTE);
        assertThat(offsets("dead")).containsExactly(0L, 0L);
        assertThat(world.engine().subscriptions().all()).isEmpty();
    }

    @Test
    void tries_count_across_a_restart() {
        world.subscribe("dead", SubscriptionAttributes.none());
        world.end("dead").answers(VirtualEndpoint.DOWN);
        world.publish("1", "k");
        world.time().pass(Duration.ofMillis(2_500));
        world.crash();
        world.time().pass(MINUTE);
        assertThat(world.end("dead").attempts()).hasSize(5);
        assertThat(world.engine().subscriptions().all()).isEmpty();
        assertThat(world.letters()).hasSize(1);
    }

    @Test
    void a_kept_one_is_never_removed_and_gets_everything_when_it_is_back() {
        world.subscribe(
                "kept", new SubscriptionAttributes(OptionalInt.empty(), true, Optional.empty()));
        world.end("kept").answers(VirtualEndpoint.DOWN);
        for (int i = 0; i < 30; i++) {
            world.publish("e" + i, "k" + i % 3);
        }
        world.time().pass(Duration.ofDays(3));
        world.crash();
        assertThat(world.engine().subscriptions().all()).hasSize(1);
        world.end("kept").answers(VirtualEndpoint.OK);
        world.time().pass(Duration.ofHours(1));
        assertThat(world.end("kept").accepted()).hasSize(30);
        assertThat(world.letters()).isEmpty();
    }

    @Test
    void after_a_restart_only_the_subscription_to_messages_is_sent_one() {
        var kept = new SubscriptionAttributes(OptionalInt.empty(), true, Optional.empty());
        for (DialectName dialect : List.of(DialectName.BROKER, DialectName.BROKER_B2)) {
            world.subscribe(dialect.text(), dialect, kept);
            world.end(dialect.text()).answers(VirtualEndpoint.DOWN);
        }
        world.publish("1", "k");
        world.crash();
        Journal journal = world.engine().journal();
        for (KeptTopic each : world.engine().subscriptions().all()) {
            Owed owed = journal.oldest(new LaneId(each.lane())).orElseThrow();
            boolean sent =
                    journal.toSend(owed)
                            .flatMap(event -> event.change().original())
                            .flatMap(Original::message)
                            .isPresent();
            assertThat(owed.event().change().isAlone()).isTrue();
            assertThat(sent).isEqualTo(each.topic().dialect().equals(DialectName.BROKER_B2));
        }
    }

    @Test
    void what_a_deleted_one_is_owed_becomes_dead_letters() {
        KeptTopic gone = world.subscribe("slow", SubscriptionAttributes.none());
        world.end("slow").answers(VirtualEndpoint.DOWN);
        world.publish("1", "k");
        world.publish("2", "k");
        world.time().pass(Duration.ofMillis(1_500));
        world.engine().publications().unsubscribe(gone);
        world.time().pass(MINUTE);
        assertThat(world.letters())
                .extracting(DeadLetter::reason)
                .containsExactly(DeadReason.SUBSCRIPTION_DELETED, DeadReason.SUBSCRIPTION_DELETED);
    }

    @Test
    void a_replay_that_fails_is_given_up_and_removes_nothing() {
        KeptTopic topic = world.subscribe("s", SubscriptionAttributes.none());
        world.publish("1", "k");
        world.time().pass(MINUTE);
        world.end("s").answers(VirtualEndpoint.DOWN);
        replay(topic);
        world.time().pass(Duration.ofHours(1));
        assertThat(world.engine().subscriptions().all()).hasSize(1);
        assertThat(world.letters())
                .extracting(DeadLetter::reason)
                .containsExactly(DeadReason.RETRIES_EXHAUSTED);
    }

    @Test
    void a_removal_ends_the_replays_of_the_subscription_too() {
        KeptTopic topic = world.subscribe("s", SubscriptionAttributes.none());
        world.publish("1", "k");
        world.time().pass(MINUTE);
        world.end("s").answers(VirtualEndpoint.DOWN);
        world.publish("2", "j");
        world.time().pass(Duration.ofMillis(6_500));
        replay(topic);
        world.time().pass(Duration.ofMillis(700));
        assertThat(world.letters())
                .extracting(DeadLetter::reason)
                .containsOnly(DeadReason.SUBSCRIPTION_REMOVED)
                .hasSizeGreaterThan(1);
        assertThat(world.letters()).anyMatch(letter -> letter.delivery().lane().replay());
    }

    @Test
    void a_removal_that_the_disk_refuses_is_retried_after_a_pause_without_attempts() {
        var disks = new ArrayList<TroubledState>();
        var troubled =
                new DeliveryWorld(sound -> {
                    disks.add(new TroubledState(sound));
                    return disks.getLast();
                });
        KeptTopic topic = troubled.subscribe("s", SubscriptionAttributes.none());
        disks.getLast().refuse(KeyTable.LANE_END.start().i64(topic.lane()).key());
        troubled.end("s").answers(VirtualEndpoint.DOWN);
        troubled.publish("1", "k");
        troubled.time().pass(Duration.ofSeconds(8));
        int before = disks.getLast().commits();
        troubled.time().pass(MINUTE);
        assertThat(troubled.end("s").count()).isEqualTo(5);
        assertThat(disks.getLast().commits() - before).isBetween(11, 13);
        disks.getLast().mend();
        troubled.time().pass(Duration.ofSeconds(6));
        assertThat(troubled.engine().subscriptions().all()).isEmpty();
        assertThat(troubled.letters())
                .extracting(DeadLetter::reason)
                .containsExactly(DeadReason.SUBSCRIPTION_REMOVED);
        troubled.audit();
    }

    private void replay(KeptTopic topic) {
        var all = new Replays.Window(Instant.EPOCH, Instant.MAX, "");
        assertThat(world.replays().replay(topic, all).deliveries()).isPositive();
    }

    private List<Long> offsets(String name) {
        List<SeenAttempt> attempts = world.end(name).attempts();
        return attempts.stream()
                .map(attempt ->
                        Duration.between(attempts.getFirst().began(), attempt.began()).toMillis())
                .toList();
    }
}
