package dev.carillon.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.event.EventPattern;
import dev.carillon.event.EventType;
import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.Filter;
import dev.carillon.rule.Recipient;
import dev.carillon.rule.Recipient.NamedTopic;
import dev.carillon.rule.Recipient.RuleAddress;
import dev.carillon.rule.Rule;
import dev.carillon.rule.RuleState;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;
import dev.carillon.secrets.SampleKeys;
import dev.carillon.signature.Secret;
import dev.carillon.state.Commit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

class OwnRulesTest {
    private static final String BUCKET = "0000000000000001";

    private final MeddlingState state = new MeddlingState();
    private final Rules rules = new Rules(state);
    private final Topics topics = opened();
    private final OwnRules own = new OwnRules(state, rules, topics);

    @BeforeEach
    void begin() {
        var commit = new Commit();
        rules.begin(commit, BUCKET);
        state.commit(commit);
    }

    @Test
    void rules_are_found_as_they_were_set_after_a_restart_too() {
        OwnRules.Changed done = set(rule("b", "http://b/"), rule("a", "http://a/"));
        assertThat(done.set().rules()).extracting(OwnRule::name).containsExactly("a", "b");
        assertThat(own.of(BUCKET)).contains(done.set());
        var again = new OwnRules(state, new Rules(state), opened());
        assertThat(again.of(BUCKET)).contains(done.set());
        Target target = done.set().rules().getFirst().topic().target().orElseThrow();
        assertThat(target.headers()).containsExactly(new Target.Header("X-A", "1"));
        assertThat(target.signingSecret()).contains(Secret.of("a secret"));
    }

    @Test
    void no_bucket_has_no_rules_and_takes_none() {
        assertThat(own.of("missing")).isEmpty();
        assertThat(own.change("missing", _ -> List.of())).isEmpty();
        assertThat(own.resume("missing", "a")).isEmpty();
    }

    @Test
    void rules_of_both_kinds_change_in_one_commit_or_not_at_all() {
        Rule named = asking("named", NamedTopic.of("t"));
        OwnRule webhook = rule("a", "http://a/");
        OwnRules.Changed done =
                own.changeAll(
                                BUCKET,
                                all ->
                                        new BucketRules(List.of(named), all.own())
                                                .with(List.of(webhook)))
                        .orElseThrow();
        BucketRules both = own.all(BUCKET).orElseThrow();
        assertThat(both.named()).containsExactly(named);
        assertThat(both.own()).isEqualTo(done.set());
        assertThat(rules.of(BUCKET).orElseThrow().stamp()).isEqualTo(done.set().revision());
        assertThat(topics.findShown("bucket/a").orElseThrow().stamp())
                .isEqualTo(done.set().revision());

        assertThatThrownBy(() ->
                        own.changeAll(
                                BUCKET,
                                _ -> {
                                    throw new IllegalArgumentException("not confirmed");
                                }))
                .hasMessage("not confirmed");
        assertThat(own.all(BUCKET)).contains(both);
    }

    @Test
    void a_change_of_both_kinds_is_judged_again_after_another_change() {
        Rule first = asking("first", NamedTopic.of("t"));
        Rule second = asking("second", NamedTopic.of("t"));
        state.beforeNextCommit(() -> rules.change(BUCKET, _ -> List.of(first)));
        own.changeAll(
                BUCKET,
                all -> {
                    var named = new ArrayList<>(all.named());
                    named.add(second);
                    return new BucketRules(named, all.own());
                });
        assertThat(own.all(BUCKET).orElseThrow().named()).containsExactly(first, second);
    }

    @Test
    void a_rule_keeps_its_lane_while_its_name_stays() {
        set(rule("a", "http://a/"), rule("b", "http://b/"));
        long a = lane("a");
        OwnRules.Changed moved = set(rule("a", "http://elsewhere/"), rule("b", "http://b/"));
        assertThat(lane("a")).isEqualTo(a);
        assertThat(moved.changed()).containsExactly(a);
        assertThat(moved.ended()).isEmpty();
    }

    @Test
    void a_rule_that_goes_ends_its_lane_and_its_name_begins_another() {
        set(rule("a", "http://a/"));
        long before = lane("a");
        assertThat(set().ended()).containsExactly(before);
        assertThat(topics.findShown("bucket/a")).isEmpty();
        assertThat(topics.endOf(before)).isEqualTo(LaneCloseReason.RULE_DELETED);
        assertThat(topics.nameOf(before)).as("for its dead letters").contains("bucket/a");
        set(rule("a", "http://a/"));
        assertThat(lane("a")).isNotEqualTo(before);
    }

    @Test
    void two_rules_made_at_once_have_two_lanes() {
        set(rule("a", "http://a/"), rule("b", "http://b/"));
        assertThat(lane("a")).isNotEqualTo(lane("b"));
    }

    @Test
    void a_suspended_rule_gets_a_lane_of_its_own_again_when_it_is_resumed() {
        set(rule("a", "http://a/"));
        long before = lane("a");
        OwnRules.Changed done = own.suspend(before, "nobody there").orElseThrow();
        assertThat(done.ended()).containsExactly(before);
        assertThat(topics.endOf(before)).isEqualTo(LaneCloseReason.RULE_SUSPENDED);
        assertThat(state("a")).isEqualTo(new RuleState.Suspended("nobody there"));
        assertThat(lane("a")).isNotEqualTo(before);
        assertThat(own.suspend(before, "again")).as("no rule's lane any more").isEmpty();
        long now = lane("a");
        assertThat(own.resume(BUCKET, "a")).isPresent();
        assertThat(state("a")).isEqualTo(new RuleState.Enabled());
        assertThat(lane("a")).isEqualTo(now);
        assertThat(own.resume(BUCKET, "none")).isEmpty();
    }

    @Test
    void a_disabled_rule_is_not_suspended() {
        set(rule("a", "http://a/").in(new RuleState.Disabled()));
        assertThat(own.suspend(lane("a"), "late")).isEmpty();
        assertThat(state("a")).isEqualTo(new RuleState.Disabled());
    }

    @Test
    void rules_that_name_a_topic_stay_and_are_not_shown() {
        Rule other = asking("other", NamedTopic.of("a-topic"));
        rules.change(BUCKET, _ -> List.of(other));
        set(rule("a", "http://a/"));
        assertThat(own.of(BUCKET).orElseThrow().rules()).hasSize(1);
        assertThat(rules.of(BUCKET).orElseThrow().rules())
                .extracting(Rule::id)
                .containsExactly("other", "a");
        set();
        assertThat(rules.of(BUCKET).orElseThrow().rules()).containsExactly(other);
    }

    @Test
    void the_topics_of_rules_are_not_listed_among_those_of_users() {
        set(rule("a", "http://a/"));
        assertThat(topics.list("", 10)).isEmpty();
        assertThat(topics.listAll("", 10)).hasSize(1);
    }

    @Test
    void a_change_starts_from_what_was_committed_last() {
        set(rule("a", "http://a/"));
        state.beforeNextCommit(() -> set(rule("a", "http://a/"), rule("b", "http://b/")));
        OwnRules.Changed done =
                own.change(
                                BUCKET,
                                before -> {
                                    var more = new ArrayList<>(before.rules());
                                    more.add(rule("c", "http://c/"));
                                    return more;
                                })
                        .orElseThrow();
        assertThat(done.set().rules()).extracting(OwnRule::name).containsExactly("a", "b", "c");
    }

    @Test
    void what_the_change_throws_changes_nothing() {
        OwnRuleSet before = set(rule("a", "http://a/")).set();
        assertThatThrownBy(() ->
                        own.change(
                                BUCKET,
                                _ -> {
                                    throw new IllegalArgumentException("no");
                                }))
                .hasMessage("no");
        assertThat(own.of(BUCKET)).contains(before);
    }

    @Test
    void a_topic_that_a_deleted_bucket_left_ends_when_its_name_is_used_again() {
        set(rule("a", "http://a/"));
        long left = lane("a");
        var commit = new Commit();
        rules.end(commit, BUCKET);
        rules.begin(commit, "0000000000000002");
        state.commit(commit);
        assertThat(lane("a")).as("what is owed is still sent").isEqualTo(left);
        OwnRules.Changed done =
                own.change("0000000000000002", _ -> List.of(rule("a", "http://b/"))).orElseThrow();
        assertThat(done.ended()).containsExactly(left);
        assertThat(lane("a")).isNotEqualTo(left);
    }

    private OwnRules.Changed set(OwnRule... wanted) {
        return own.change(BUCKET, _ -> List.of(wanted)).orElseThrow();
    }

    private long lane(String rule) {
        return topics.findShown("bucket/" + rule).orElseThrow().lane();
    }

    private RuleState state(String rule) {
        return own.of(BUCKET).orElseThrow().find(rule).orElseThrow().rule().state();
    }

    private static OwnRule rule(String name, String url) {
        var target =
                new Target(
                        url,
                        Map.of(),
                        List.of(new Target.Header("X-A", "1")),
                        Optional.of(Secret.of("a secret")));
        return rule(name, BUCKET, target);
    }

    private static OwnRule rule(String name, String bucketId, Target target) {
        var address = new RuleAddress(bucketId, "bucket", name);
        Topic topic = Topic.ofRule(address, "owner", DialectName.B2, target, 5);
        return new OwnRule(asking(name, address), topic);
    }

    private static Rule asking(String id, Recipient recipient) {
        var created = new EventPattern("b2:ObjectCreated:Upload", Set.of(EventType.CREATED_PUT));
        return new Rule(id, recipient, List.of(created), Filter.all(), new RuleState.Enabled());
    }

    private Topics opened() {
        return new Topics(state, _ -> DeliveryPolicy.defaults(), TopicSealing.of(SampleKeys.ONE));
    }
}
