package dev.carillon.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.format.UnreadableMessageException;
import dev.carillon.registry.KeptTopic;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.Recipient.Subscription;
import dev.carillon.rule.SubscriptionAttributes;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.ForwardingState;
import dev.carillon.state.Hole;
import dev.carillon.state.Key;
import dev.carillon.state.KeyRange;
import dev.carillon.state.KeyTable;
import dev.carillon.state.State;
import dev.carillon.state.View;
import dev.carillon.testkit.DamagedState;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Events with many subscribers over a disk that fails, in virtual time. */
class FanOutFaultTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MANY = 70;

    private final List<KeyRange> damaged = new ArrayList<>();
    private final List<FailingDisk> disks = new ArrayList<>();
    private final List<Error> errors = new ArrayList<>();
    private Predicate<Commit> refused = _ -> false;
    private final DeliveryWorld world = new DeliveryWorld(this::disk);

    @Test
    void a_damaged_lane_keeps_no_other_from_its_delivery() {
        List<KeptTopic> all = subscribe("r", 600);
        disks.getLast().damage(KeyTable.LANE_COUNTER.start().i64(all.get(300).lane()).key());
        publish("r", "1");
        world.time().pass(MINUTE);
        for (int i = 0; i < 600; i++) {
            assertThat(world.end("r" + i).count()).isEqualTo(i == 300 ? 0 : 1);
        }
        assertThat(world.engine().fanOuts().unfinished()).isZero();
    }

    @Test
    void a_rule_whose_chunk_fails_pauses_while_others_continue() {
        subscribe("a", MANY);
        subscribe("z", MANY);
        refused =
                commit ->
                        checks(
                                commit,
                                KeyTable.FAN_OUT.start().sortedText("b").sortedText("a").key());
        publish("a", "1");
        publish("z", "2");
        world.time().pass(MINUTE);
        assertThat(world.end("z69").count()).isEqualTo(1);
        assertThat(world.end("a0").count()).isZero();
        assertThat(disks.getLast().refusals).isBetween(10, 14);
        refused = _ -> false;
        world.time().pass(MINUTE);
        assertThat(world.end("a69").count()).isEqualTo(1);
        world.audit();
    }

    @Test
    void an_error_is_survived() {
        subscribe("r", MANY);
        publish("r", "1");
        errors.add(new NoClassDefFoundError("ordered"));
        world.time().pass(MINUTE);
        assertThat(errors).isEmpty();
        assertThat(world.end("r69").count()).isEqualTo(1);
        world.audit();
    }

    @Test
    void a_fan_out_that_cannot_be_read_keeps_neither_the_start_nor_later_ones() {
        subscribe("a", MANY);
        subscribe("z", MANY);
        publish("a", "1");
        publish("z", "2");
        damaged.add(KeyRange.of(KeyTable.FAN_OUT.start().sortedText("b").sortedText("a").key()));
        world.crash();
        world.time().pass(MINUTE);
        assertThat(world.end("z69").count()).isEqualTo(1);
        assertThat(world.engine().fanOuts().unfinished()).isZero();
    }

    private State disk(State sound) {
        var over = new DamagedState(sound);
        damaged.forEach(over::damage);
        disks.add(new FailingDisk(over));
        return disks.getLast();
    }

    private static boolean checks(Commit commit, Key prefix) {
        KeyRange range = KeyRange.of(prefix);
        return commit.checks().stream().map(Commit.Check::key).anyMatch(range::contains);
    }

    private List<KeptTopic> subscribe(String rule, int howMany) {
        var all = new ArrayList<KeptTopic>();
        for (int i = 0; i < howMany; i++) {
            String name = rule + i;
            Topic wanted =
                    Topic.ofSubscription(
                            new Subscription("b", rule, name),
                            DialectName.BROKER,
                            new Target("http://" + name, Map.of()),
                            SubscriptionAttributes.none());
            all.add(world.engine().subscriptions().create(wanted).topic());
        }
        return all;
    }

    private void publish(String rule, String id) {
        String body =
                """
                {"events":[{"eventId":"%s","bucketName":"b","matchedRuleName":"%s",\
                "objectName":"k"}]}\
                """
                        .formatted(id, rule);
        try {
            world.engine()
                    .publications()
                    .accept(
                            new PublishedMessage(
                                    body.getBytes(StandardCharsets.UTF_8), Map.of(), ""));
        } catch (UnreadableMessageException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads each counter that a commit counts up, refuses some commits, and throws errors. */
    private final class FailingDisk extends ForwardingState {
        private final DamagedState under;
        private int refusals;

        private FailingDisk(DamagedState under) {
            super(under);
            this.under = under;
        }

        private void damage(Key key) {
            under.damage(KeyRange.of(key));
        }

        @Override
        public View view() {
            if (!errors.isEmpty()) {
                throw errors.removeFirst();
            }
            return super.view();
        }

        @Override
        public CommitResult commit(Commit commit) {
            if (refused.test(commit)) {
                refusals++;
                throw new IllegalStateException("refused, as ordered");
            }
            commit.numbers().stream().map(Hole.Next::counter).forEach(under::get);
            return super.commit(commit);
        }
    }
}
