package dev.carillon.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.event.Bucket;
import dev.carillon.event.ByteSlice;
import dev.carillon.event.Change;
import dev.carillon.event.EventType;
import dev.carillon.event.ObjectFacts;
import dev.carillon.event.Origin;
import dev.carillon.event.Original;
import dev.carillon.event.Version;
import dev.carillon.journal.DeliveryOutcome;
import dev.carillon.notifier.Receptions.Outcome;
import dev.carillon.registry.KeptTopic;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.Recipient;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Received events for one recipient, in virtual time. */
class ReceptionsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Recipient SCRIPT = new Recipient.Receiver("script");
    private static final AttemptResult GONE = new AttemptResult.Refused(410, "", Optional.empty());

    private final DeliveryWorld world = new DeliveryWorld();

    @AfterEach
    void nothing_is_lost() {
        world.audit();
    }

    @Test
    void each_event_is_delivered_once_and_in_the_order_of_its_object() {
        Receptions way = way();
        assertThat(way.accept(List.of(event("1", "a"), event("2", "b"), event("3", "a"))))
                .isEqualTo(new Outcome(3, 0));
        world.time().pass(MINUTE);
        assertThat(world.end("script").accepted())
                .extracting(SeenAttempt::key)
                .containsExactlyInAnyOrder("a", "b", "a");
        assertThat(accepted("a")).isSorted();
        assertThat(world.owing("receiver script")).isZero();
    }

    @Test
    void a_repeated_event_is_not_stored_again_even_after_a_crash_or_by_another_rule() {
        assertThat(way().accept(List.of(event("1", "a"), event("1", "a"))))
                .isEqualTo(new Outcome(1, 1));
        world.crash();
        assertThat(way().accept(List.of(event("1", "a"), event("2", "a"), ofRule("1", "other"))))
                .isEqualTo(new Outcome(1, 2));
        world.time().pass(MINUTE);
        assertThat(world.end("script").accepted()).hasSize(2);
    }

    @Test
    void an_event_without_an_id_is_never_a_repetition() {
        Receptions way = way();
        assertThat(way.accept(List.of(event("", "a"), event("", "a"))))
                .isEqualTo(new Outcome(2, 0));
        assertThat(way.accept(List.of())).isEqualTo(new Outcome(0, 0));
        world.time().pass(MINUTE);
        assertThat(world.end("script").accepted()).hasSize(2);
    }

    @Test
    void a_repetition_is_forgotten_with_its_event() {
        Receptions way = way();
        way.accept(List.of(event("1", "a")));
        world.time().pass(MINUTE);
        world.engine().retention().trim(Instant.now().plus(Duration.ofDays(1_000)));
        assertThat(way.accept(List.of(event("1", "a")))).isEqualTo(new Outcome(1, 0));
    }

    @Test
    void what_is_owed_goes_on_in_the_next_process() {
        world.end("script").answers(VirtualEndpoint.DOWN);
        way().accept(List.of(event("1", "a"), event("2", "a")));
        world.time().pass(MINUTE);
        world.crash();
        world.end("script").answers(VirtualEndpoint.OK);
        world.time().pass(Duration.ofHours(1));
        assertThat(accepted("a")).hasSize(2).isSorted();
    }

    @Test
    void a_message_of_many_large_events_is_stored_in_several_turns() {
        var many = new ArrayList<Change>();
        for (int i = 0; i < 40; i++) {
            many.add(event("id" + i, "k" + i, "x".repeat(300_000)));
        }
        assertThat(way().accept(many)).isEqualTo(new Outcome(40, 0));
        world.time().pass(MINUTE);
        assertThat(world.end("script").accepted()).hasSize(40);
    }

    @Test
    void a_recipient_that_is_changed_meanwhile_gets_every_event_in_its_lane() {
        Receptions way = way();
        KeptTopic changed = world.engine().topics().put(topic("elsewhere"));
        assertThat(way.accept(List.of(event("1", "a"), event("2", "b"))))
                .isEqualTo(new Outcome(2, 0));
        world.time().pass(MINUTE);
        assertThat(changed.lane()).isEqualTo(way.recipient().lane());
        assertThat(world.end("elsewhere").accepted()).hasSize(2);
        assertThat(world.end("script").accepted()).isEmpty();
    }

    @Test
    void nothing_is_stored_for_a_recipient_that_was_removed() {
        Receptions way = way();
        world.engine().topics().remove(world.engine().topics().find(SCRIPT).orElseThrow(), _ -> {});
        assertThatThrownBy(() -> way.accept(List.of(event("1", "a"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("receiver script");
        assertThat(world.audit().events()).isZero();
    }

    @Test
    void a_dead_letter_is_explained_and_sent_again() {
        Receptions way = way();
        world.end("script").answers(GONE);
        way.accept(List.of(event("1", "a")));
        world.time().pass(MINUTE);
        assertThat(world.letters("receiver script")).hasSize(1);
        Explanation explained =
                world.engine().explainer().published("b", "a", Instant.EPOCH, 9).getFirst();
        assertThat(explained.rulesChanged()).isFalse();
        assertThat(((Explanation.Queued) explained.findings().getFirst()).outcome())
                .isInstanceOf(DeliveryOutcome.Dead.class);
        world.end("script").answers(VirtualEndpoint.OK);
        var all = DeadLetterOffice.Selection.ofTopic("receiver script");
        assertThat(world.office().replay(all).done()).isEqualTo(1);
        world.time().pass(MINUTE);
        assertThat(world.end("script").accepted()).hasSize(1);
        assertThat(world.letters("receiver script")).isEmpty();
    }

    @Test
    void past_events_are_sent_again_to_their_recipient() {
        way().accept(List.of(event("1", "a"), event("2", "b")));
        world.time().pass(MINUTE);
        KeptTopic script = world.engine().topics().find(SCRIPT).orElseThrow();
        var all = new Replays.Window(Instant.EPOCH, Instant.MAX, "");
        assertThat(world.replays().replay(script, all)).isEqualTo(new Replays.Outcome(2, 2));
        world.time().pass(MINUTE);
        assertThat(world.end("script").accepted()).filteredOn(SeenAttempt::replay).hasSize(2);
    }

    private List<Long> accepted(String key) {
        return world.end("script")
                .accepted()
                .filter(attempt -> attempt.key().equals(key))
                .map(SeenAttempt::stamp)
                .toList();
    }

    private Receptions way() {
        return world.engine()
                .receptions(
                        world.engine()
                                .topics()
                                .find(SCRIPT)
                                .orElseGet(() -> world.engine().topics().put(topic("script"))));
    }

    private static Topic topic(String endpoint) {
        return new Topic(
                SCRIPT,
                "",
                DialectName.S3,
                Optional.of(new Target("http://" + endpoint, Map.of())),
                true,
                "",
                Map.of());
    }

    private Change event(String id, String key) {
        return event(id, key, "");
    }

    private Change event(String id, String key, String more) {
        return event(
                new Original(id, "r", "s3:X", Instant.EPOCH, json(more), Optional.empty()), key);
    }

    private Change ofRule(String id, String rule) {
        return event(
                new Original(id, rule, "s3:X", Instant.EPOCH, json(""), Optional.empty()), "a");
    }

    private Change event(Original original, String key) {
        var facts = new ObjectFacts(key, 1, "", new Version.None(), Map.of(), List.of());
        return new Change(
                        EventType.CREATED_PUT,
                        world.time().wall(),
                        new Bucket("b", "b", ""),
                        facts,
                        new Origin("", "", "", ""))
                .with(original);
    }

    private static ByteSlice json(String more) {
        return ByteSlice.of(("{\"m\":\"" + more + "\"}").getBytes(UTF_8));
    }
}
