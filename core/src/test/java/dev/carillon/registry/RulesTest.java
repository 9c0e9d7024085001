package dev.carillon.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.event.EventPattern;
import dev.carillon.event.EventType;
import dev.carillon.rule.Filter;
import dev.carillon.rule.Recipient.NamedTopic;
import dev.carillon.rule.Rule;
import dev.carillon.rule.RuleState;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.Key;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

class RulesTest {
    private static final Key OTHER = Key.of(new byte[] {'x'});

    private final MeddlingState state = new MeddlingState();
    private final Rules rules = new Rules(state);

    @Test
    void a_bucket_begins_without_rules_and_none_has_no_bucket() {
        assertThat(rules.of("b")).isEmpty();
        begin("b");
        assertThat(rules.of("b")).map(KeptRules::rules).contains(List.of());
        assertThat(rules.change("missing", _ -> List.of())).isEmpty();
    }

    @Test
    void rules_are_found_as_they_were_set_after_a_restart_too() {
        begin("b");
        List<Rule> all = List.of(full(), rule("2", new RuleState.Disabled()), rule("3", ON));
        KeptRules kept = rules.change("b", _ -> all).orElseThrow();
        assertThat(kept.rules()).isEqualTo(all);
        assertThat(rules.of("b")).contains(kept);
        assertThat(new Rules(state).of("b")).contains(kept);
    }

    @Test
    void the_rules_of_a_bucket_end_with_it() {
        begin("b");
        rules.of("b");
        var commit = new Commit();
        rules.end(commit, "b");
        state.commit(commit);
        assertThat(rules.refresh("b")).isEmpty();
        assertThat(rules.of("b")).isEmpty();
    }

    @Test
    void a_change_starts_from_what_was_committed_last() {
        begin("b");
        state.beforeNextCommit(() -> rules.change("b", _ -> List.of(rule("1", ON))));
        Optional<KeptRules> changed =
                rules.change(
                        "b",
                        known -> {
                            var more = new ArrayList<>(known);
                            more.add(rule("2", ON));
                            return more;
                        });
        assertThat(changed.orElseThrow().rules()).extracting(Rule::id).containsExactly("1", "2");
        assertThat(rules.of("b")).isEqualTo(changed);
    }

    @Test
    void a_bucket_removed_meanwhile_takes_no_rules() {
        begin("b");
        state.beforeNextCommit(() -> {
            var commit = new Commit();
            rules.end(commit, "b");
            state.commit(commit);
        });
        assertThat(rules.change("b", _ -> List.of(rule("1", ON)))).isEmpty();
        assertThat(new Rules(state).of("b")).isEmpty();
    }

    @Test
    void a_commit_that_built_on_rules_is_refused_when_they_changed() {
        begin("b");
        KeptRules before = rules.of("b").orElseThrow();
        rules.change("b", _ -> List.of(rule("1", ON)));
        var commit = new Commit().put(OTHER, new byte[0]);
        rules.check(commit, before);
        assertThat(state.commit(commit)).isInstanceOf(CommitResult.Conflict.class);
        var again = new Commit().put(OTHER, new byte[0]);
        rules.check(again, rules.of("b").orElseThrow());
        assertThat(state.commit(again)).isInstanceOf(CommitResult.Committed.class);
    }

    @Test
    void looking_up_again_reads_nothing() {
        begin("b");
        rules.of("b");
        int before = state.reads();
        rules.of("b");
        assertThat(state.reads()).isEqualTo(before);
    }

    @Test
    void what_another_writer_did_is_seen_after_a_refresh() {
        begin("b");
        rules.of("b");
        Optional<KeptRules> theirs = new Rules(state).change("b", _ -> List.of(rule("1", ON)));
        assertThat(rules.of("b")).isNotEqualTo(theirs);
        assertThat(rules.refresh("b")).isEqualTo(theirs);
        assertThat(rules.of("b")).isEqualTo(theirs);
    }

    private static final RuleState ON = new RuleState.Enabled();

    private void begin(String bucketId) {
        var commit = new Commit();
        rules.begin(commit, bucketId);
        state.commit(commit);
    }

    private static Rule full() {
        return new Rule(
                "all of it",
                NamedTopic.of("topic"),
                List.of(
                        new EventPattern("s3:ObjectCreated:Put", Set.of(EventType.CREATED_PUT)),
                        new EventPattern("never", Set.of()),
                        new EventPattern("every", Set.of(EventType.values()))),
                new Filter(
                        List.of(
                                new Filter.Prefix("a/", false),
                                new Filter.Suffix(".é", true),
                                Filter.Regex.of("[a-z]+\\.txt", false),
                                new Filter.Metadata("color", "red", true),
                                new Filter.TagValue("team", "", false))),
                new RuleState.Suspended("too many failures"));
    }

    private static Rule rule(String id, RuleState state) {
        return new Rule(id, NamedTopic.of("t"), List.of(), Filter.all(), state);
    }
}
