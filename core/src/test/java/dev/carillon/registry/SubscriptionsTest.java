package dev.carillon.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.format.Dialects;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.EndOfPatience;
import dev.carillon.rule.Recipient.Subscription;
import dev.carillon.rule.RefusedException;
import dev.carillon.rule.SubscriptionAttributes;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.testkit.MemoryState;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

class SubscriptionsTest {
    private final MemoryState state = MemoryState.create();
    private final Topics topics = topics();
    private final Subscriptions subscriptions = new Subscriptions(state, topics);

    @Test
    void a_subscription_is_found_by_rule_and_bucket_and_after_a_restart() {
        KeptTopic one = create("b", "r1");
        KeptTopic two = create("b", "r0");
        KeptTopic other = create("a", "r1");
        for (Subscriptions some : List.of(subscriptions, new Subscriptions(state, topics()))) {
            assertThat(some.all()).containsExactly(other, two, one);
            assertThat(some.of("b")).containsExactly(two, one);
            assertThat(some.of("b", "r1").topics()).containsExactly(one);
            assertThat(some.of("b", "none").topics()).isEmpty();
            assertThat(some.find("b", "r1", id(one))).contains(one);
            assertThat(some.find("b", "r1", id(two))).isEmpty();
        }
    }

    @Test
    void the_names_of_bucket_and_rule_are_not_run_together() {
        create("a", "bc");
        assertThat(subscriptions.of("ab", "c").topics()).isEmpty();
        assertThat(subscriptions.of("a", "bc").topics()).hasSize(1);
    }

    @Test
    void a_removed_one_is_gone_and_its_lane_says_why() {
        KeptTopic one = create("b", "r");
        KeptTopic two = create("b", "r");
        assertThat(subscriptions.remove(one, LaneCloseReason.SUBSCRIPTION_DELETED)).isTrue();
        assertThat(subscriptions.remove(one, LaneCloseReason.SUBSCRIPTION_DELETED)).isFalse();
        assertThat(subscriptions.of("b", "r").topics()).containsExactly(two);
        assertThat(topics.endOf(one.lane())).isEqualTo(LaneCloseReason.SUBSCRIPTION_DELETED);
        assertThat(subscriptions.remove(two, LaneCloseReason.SUBSCRIPTION_REMOVED)).isTrue();
        assertThat(subscriptions.of("b", "r").topics()).isEmpty();
        assertThat(topics.endOf(two.lane())).isEqualTo(LaneCloseReason.SUBSCRIPTION_REMOVED);
        assertThat(new Subscriptions(state, topics()).all()).isEmpty();
    }

    @Test
    void a_commit_relies_on_all_subscriptions_of_a_rule_by_one_check() {
        Subscribers none = subscriptions.of("b", "r");
        assertThat(relying(none)).isInstanceOf(CommitResult.Committed.class);
        KeptTopic one = create("b", "r");
        assertThat(relying(none)).isInstanceOf(CommitResult.Conflict.class);
        Subscribers some = subscriptions.of("b", "r");
        assertThat(relying(some)).isInstanceOf(CommitResult.Committed.class);
        create("b", "r");
        assertThat(relying(some)).isInstanceOf(CommitResult.Conflict.class);
        subscriptions.remove(one, LaneCloseReason.SUBSCRIPTION_DELETED);
        assertThat(relying(subscriptions.of("b", "r"))).isInstanceOf(CommitResult.Committed.class);
        assertThat(relying(none)).isInstanceOf(CommitResult.Conflict.class);
    }

    @Test
    void changes_of_another_process_are_found_after_a_conflict() {
        var others = new Subscriptions(state, topics());
        KeptTopic one = create("b", "r");
        Subscribers stale = others.of("b", "r");
        assertThat(stale.topics()).isEmpty();
        others.refresh("b", "r");
        assertThat(others.of("b", "r").topics()).containsExactly(one);
        subscriptions.remove(one, LaneCloseReason.SUBSCRIPTION_DELETED);
        others.refresh("b", "r");
        assertThat(others.of("b", "r").topics()).isEmpty();
    }

    @Test
    void the_same_idempotency_key_gives_the_same_subscription_of_a_rule() {
        var attributes = new SubscriptionAttributes(OptionalInt.empty(), false, Optional.of("k"));
        var made = subscriptions.create(wanted("b", "r", attributes));
        assertThat(made).isInstanceOf(Subscriptions.Creation.Made.class);
        assertThat(subscriptions.create(wanted("b", "r", attributes)))
                .isEqualTo(new Subscriptions.Creation.Existed(made.topic()));
        assertThat(subscriptions.create(wanted("b", "r2", attributes)))
                .isInstanceOf(Subscriptions.Creation.Made.class);
    }

    @Test
    void the_policy_follows_the_attributes() {
        var five = new SubscriptionAttributes(OptionalInt.of(2), false, Optional.empty());
        KeptTopic often = subscriptions.create(wanted("b", "r", five)).topic();
        assertThat(often.topic().policy().retry().maxRetries()).hasValue(1);
        assertThat(SubscriptionAttributes.of(often.topic())).isEqualTo(five);
        var keep = new SubscriptionAttributes(OptionalInt.empty(), true, Optional.empty());
        KeptTopic kept = subscriptions.create(wanted("b", "r", keep)).topic();
        assertThat(kept.topic().policy().retry().maxRetries()).isEmpty();
        assertThat(kept.topic().policy().end()).isEqualTo(EndOfPatience.GIVE_UP);
        assertThat(often.topic().policy().end()).isEqualTo(EndOfPatience.REMOVE_SUBSCRIPTION);
    }

    @Test
    void bad_names_and_attributes_are_refused() {
        var none = SubscriptionAttributes.none();
        for (Topic bad : List.of(wanted("", "r", none), wanted("b", "x".repeat(256), none))) {
            assertThatThrownBy(() -> subscriptions.create(bad))
                    .isInstanceOf(RefusedException.class);
        }
        for (int count : new int[] {0, 101}) {
            assertThatThrownBy(() ->
                            new SubscriptionAttributes(
                                    OptionalInt.of(count), false, Optional.empty()))
                    .isInstanceOf(RefusedException.class);
        }
        assertThat(subscriptions.all()).isEmpty();
    }

    @Test
    void concurrent_creations_are_all_kept() throws Exception {
        var made = new ArrayList<Future<KeptTopic>>();
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 200; i++) {
                made.add(threads.submit(() -> create("b", "r")));
            }
        }
        var all = new ArrayList<KeptTopic>();
        for (Future<KeptTopic> one : made) {
            all.add(one.get());
        }
        assertThat(subscriptions.of("b", "r").topics()).containsExactlyInAnyOrderElementsOf(all);
        assertThat(new Subscriptions(state, topics()).of("b", "r"))
                .isEqualTo(subscriptions.of("b", "r"));
    }

    @Test
    void those_behind_a_lane_come_in_the_order_of_lanes() {
        KeptTopic one = create("b", "r");
        KeptTopic two = create("b", "r");
        KeptTopic three = create("b", "r");
        Subscribers of = subscriptions.of("b", "r");
        assertThat(of.after(0, 2)).containsExactly(one, two);
        assertThat(of.after(two.lane(), 2)).containsExactly(three);
        assertThat(of.after(three.lane(), 2)).isEmpty();
    }

    private CommitResult relying(Subscribers found) {
        var commit = new Commit();
        subscriptions.check(commit, "b", "r", found);
        return state.commit(commit);
    }

    private KeptTopic create(String bucket, String rule) {
        return subscriptions.create(wanted(bucket, rule, SubscriptionAttributes.none())).topic();
    }

    private static Topic wanted(String bucket, String rule, SubscriptionAttributes attributes) {
        return Topic.ofSubscription(
                new Subscription(bucket, rule, UUID.randomUUID().toString()),
                DialectName.BROKER,
                new Target("http://127.0.0.1:9/" + rule, Map.of()),
                attributes);
    }

    private Topics topics() {
        return new Topics(state, Dialects.standard("eu")::defaults);
    }

    private static String id(KeptTopic kept) {
        return ((Subscription) kept.topic().recipient()).id();
    }
}
