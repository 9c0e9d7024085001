package dev.carillon.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.FinalState;
import dev.carillon.journal.DeliveryOutcome;
import dev.carillon.registry.KeptTopic;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.SubscriptionAttributes;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Explanations and replays of published events, in virtual time. */
class PublishedExplainerTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final DeliveryWorld world = new DeliveryWorld();

    @AfterEach
    void nothing_is_lost() {
        world.audit();
    }

    @Test
    void each_subscription_of_the_rule_has_a_finding() {
        world.subscribe("good", SubscriptionAttributes.none());
        world.subscribe("dead", SubscriptionAttributes.none());
        world.subscribe(
                "away", new SubscriptionAttributes(OptionalInt.empty(), true, Optional.empty()));
        world.end("dead").answers(VirtualEndpoint.DOWN);
        world.end("away").answers(VirtualEndpoint.DOWN);
        world.publish("1", "k");
        world.time().pass(MINUTE);
        world.subscribe("late", SubscriptionAttributes.none());
        Explanation explanation = explain("k").getFirst();
        assertThat(explanation.rulesChanged()).isTrue();
        List<Explanation.Finding> findings = explanation.findings();
        assertThat(findings)
                .extracting(Explanation.Finding::topic)
                .containsExactly("b/r/good", "b/r/dead", "b/r/away", "b/r/late");
        assertThat(queued(findings.get(0)))
                .isInstanceOfSatisfying(
                        DeliveryOutcome.Ended.class,
                        ended ->
                                assertThat(ended.finalState().kind())
                                        .isEqualTo(FinalState.Kind.DELIVERED));
        assertThat(queued(findings.get(1)))
                .isInstanceOfSatisfying(
                        DeliveryOutcome.Dead.class,
                        dead ->
                                assertThat(dead.letter().reason())
                                        .isEqualTo(DeadReason.SUBSCRIPTION_REMOVED));
        assertThat(queued(findings.get(2))).isInstanceOf(DeliveryOutcome.Waiting.class);
        assertThat(why(findings.get(3))).contains("created after");
        assertThat(explain("other")).isEmpty();
    }

    @Test
    void deliveries_that_are_yet_to_be_made_are_told_from_those_in_another_message() {
        for (int i = 0; i < 70; i++) {
            world.subscribe("s" + i, SubscriptionAttributes.none());
        }
        world.publish("1", "k");
        assertThat(explain("k").getFirst().findings())
                .hasSize(70)
                .allSatisfy(finding -> assertThat(why(finding)).contains("yet to be made"));
        world.time().pass(MINUTE);
        assertThat(explain("k").getFirst().findings())
                .hasSize(70)
                .allSatisfy(finding -> assertThat(finding).isInstanceOf(Explanation.Queued.class));
    }

    @Test
    void past_events_are_sent_again_to_a_subscription_of_their_rule_only() {
        world.topic("t", Map.of());
        world.publish("1", "t1");
        world.publish("2", "x");
        KeptTopic late = world.subscribe("late", SubscriptionAttributes.none());
        KeptTopic whole =
                world.subscribe("whole", DialectName.BROKER_B2, SubscriptionAttributes.none());
        var all = new Replays.Window(Instant.EPOCH, Instant.MAX, "");
        assertThat(world.replays().replay(late, all)).isEqualTo(new Replays.Outcome(2, 2));
        assertThat(world.replays().replay(whole, all)).isEqualTo(new Replays.Outcome(2, 2));
        KeptTopic topic = world.engine().topics().findShown("t").orElseThrow();
        assertThat(world.replays().replay(topic, all)).isEqualTo(new Replays.Outcome(0, 0));
        world.time().pass(MINUTE);
        assertThat(world.end("late").accepted()).hasSize(2).allMatch(SeenAttempt::replay);
    }

    @Test
    void a_dead_letter_of_a_kept_subscription_is_sent_again() {
        var keep = new SubscriptionAttributes(OptionalInt.empty(), true, Optional.empty());
        world.subscribe("kept", keep);
        world.end("kept").answers(new AttemptResult.Refused(410, "", Optional.empty()));
        world.publish("1", "k");
        world.time().pass(MINUTE);
        assertThat(world.letters()).hasSize(1);
        world.end("kept").answers(VirtualEndpoint.OK);
        assertThat(world.office().replay(DeadLetterOffice.Selection.ofTopic("b/r/kept")).done())
                .isEqualTo(1);
        world.time().pass(MINUTE);
        assertThat(world.end("kept").accepted()).hasSize(1);
        assertThat(world.letters()).isEmpty();
    }

    private List<Explanation> explain(String key) {
        return world.engine().explainer().published("b", key, Instant.EPOCH, 10);
    }

    private static DeliveryOutcome queued(Explanation.Finding finding) {
        return ((Explanation.Queued) finding).outcome();
    }

    private static String why(Explanation.Finding finding) {
        return ((Explanation.NotOwed) finding).why();
    }
}
