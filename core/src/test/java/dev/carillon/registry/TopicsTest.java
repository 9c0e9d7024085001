package dev.carillon.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.Policies;
import dev.carillon.rule.Recipient.NamedTopic;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;
import dev.carillon.rule.TopicRef;
import dev.carillon.secrets.SampleKeys;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.Hole;
import dev.carillon.state.Key;
import dev.carillon.state.Template;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

class TopicsTest {
    private static final Optional<String> OLD = Optional.of("old");

    private static final Key OTHER = Key.of(new byte[] {'x'});

    private final MeddlingState state = new MeddlingState();
    private final Topics topics = opened();

    @Test
    void a_topic_is_found_as_it_was_put_after_a_restart_too() {
        Topic full =
                Topic.named(
                        TopicRef.of("full"),
                        "owner",
                        Optional.of(new Target("http://u:p@h/x?y", Map.of("verify-ssl", "false"))),
                        true,
                        "opaque é",
                        Map.of("max_retries", "3", "retry", "list(5s,1m)", "x", ""));
        KeptTopic kept = topics.put(full);
        KeptTopic bare = topics.put(bare("bare"));
        assertThat(topics.findShown("full")).contains(kept);
        var reopened = opened();
        assertThat(reopened.findShown("full")).contains(kept);
        assertThat(reopened.findShown("full")).map(KeptTopic::topic).contains(full);
        assertThat(reopened.findShown("bare")).contains(bare);
        assertThat(reopened.byLane(bare.lane())).contains(bare);
    }

    private Topics opened() {
        return new Topics(state, _ -> DeliveryPolicy.defaults(), TopicSealing.of(SampleKeys.ONE));
    }

    @Test
    void a_topic_put_again_keeps_its_lane() {
        KeptTopic first = topics.put(bare("t"));
        KeptTopic second = topics.put(opaque("t", "new"));
        assertThat(first.lane()).isEqualTo(first.stamp());
        assertThat(second.lane()).isEqualTo(first.lane());
        assertThat(second.stamp()).isGreaterThan(first.stamp());
        assertThat(topics.byLane(first.lane())).contains(second);
        assertThat(new Topics(state).findShown("t")).contains(second);
    }

    @Test
    void a_topic_removed_and_made_again_has_a_new_lane() {
        KeptTopic first = topics.put(bare("t"));
        assertThat(topics.remove(first, _ -> {})).isTrue();
        assertThat(topics.findShown("t")).isEmpty();
        assertThat(topics.byLane(first.lane())).isEmpty();
        KeptTopic second = topics.put(bare("t"));
        assertThat(second.lane()).isNotEqualTo(first.lane());
        assertThat(topics.byLane(first.lane())).isEmpty();
        assertThat(topics.byLane(second.lane())).contains(second);
        assertThat(topics.remove(first, _ -> {})).isFalse();
        assertThat(topics.findShown("t")).contains(second);
    }

    @Test
    void a_topic_is_removed_together_with_what_goes_along() {
        KeptTopic kept = topics.put(bare("t"));
        assertThat(topics.remove(kept, commit -> commit.put(OTHER, new byte[] {1}))).isTrue();
        assertThat(state.get(OTHER)).isPresent();
        assertThat(new Topics(state).findShown("t")).isEmpty();
    }

    @Test
    void a_topic_changed_meanwhile_is_removed_all_the_same() {
        KeptTopic kept = topics.put(bare("t"));
        state.beforeNextCommit(() -> topics.put(opaque("t", "new")));
        assertThat(topics.remove(kept, _ -> {})).isTrue();
        assertThat(topics.findShown("t")).isEmpty();
    }

    @Test
    void a_topic_removed_meanwhile_is_not_removed_again() {
        KeptTopic kept = topics.put(bare("t"));
        state.beforeNextCommit(() -> {
            topics.remove(kept, _ -> {});
            topics.put(bare("t"));
        });
        assertThat(topics.remove(kept, _ -> {})).isFalse();
        assertThat(topics.findShown("t")).isPresent();
    }

    @Test
    void a_change_starts_from_what_was_committed_last() {
        topics.put(opaque("t", "1"));
        state.beforeNextCommit(() -> topics.put(opaque("t", "2")));
        Optional<KeptTopic> changed =
                topics.change(NamedTopic.of("t"), topic -> opaque("t", topic.opaqueData() + "+"));
        assertThat(changed).map(keptTopic -> keptTopic.topic().opaqueData()).contains("2+");
        assertThat(topics.findShown("t")).isEqualTo(changed);
        assertThat(topics.change(NamedTopic.of("missing"), topic -> topic)).isEmpty();
    }

    @Test
    void a_refused_change_changes_nothing() {
        KeptTopic kept = topics.put(bare("t"));
        assertThatThrownBy(() ->
                        topics.change(
                                NamedTopic.of("t"),
                                _ -> {
                                    throw new IllegalArgumentException("no");
                                }))
                .hasMessage("no");
        assertThat(topics.findShown("t")).contains(kept);
    }

    @Test
    void two_that_make_the_same_topic_share_one_lane() {
        state.beforeNextCommit(() -> topics.put(opaque("t", "first")));
        KeptTopic second = topics.put(opaque("t", "second"));
        assertThat(second.lane()).isLessThan(second.stamp());
        assertThat(topics.findShown("t")).contains(second);
    }

    @Test
    void a_list_is_by_name_page_by_page() {
        for (String name : new String[] {"b", "a", "C", "d_1"}) {
            topics.put(bare(name));
        }
        assertThat(topics.list("", 10))
                .extracting(keptTopic -> keptTopic.topic().name())
                .containsExactly("C", "a", "b", "d_1");
        assertThat(topics.list("a", 1))
                .extracting(keptTopic -> keptTopic.topic().name())
                .containsExactly("b");
        assertThat(topics.list("d_1", 10)).isEmpty();
    }

    @Test
    void a_commit_that_built_on_a_topic_is_refused_when_it_changed() {
        KeptTopic kept = topics.put(bare("t"));
        topics.put(opaque("t", "new"));
        var commit = new Commit().put(OTHER, new byte[0]);
        topics.check(commit, kept);
        assertThat(state.commit(commit)).isInstanceOf(CommitResult.Conflict.class);
    }

    @Test
    void looking_up_reads_nothing() {
        KeptTopic kept = topics.put(bare("t"));
        int before = state.reads();
        topics.findShown("t");
        topics.findShown("missing");
        topics.byLane(kept.lane());
        topics.list("", 10);
        assertThat(state.reads()).isEqualTo(before);
    }

    @Test
    void what_another_writer_did_is_seen_after_a_refresh() {
        KeptTopic kept = topics.put(bare("t"));
        var other = new Topics(state);
        KeptTopic changed = other.put(opaque("t", "theirs"));
        assertThat(topics.findShown("t")).contains(kept);
        assertThat(topics.refresh(NamedTopic.of("t"))).contains(changed);
        other.remove(changed, _ -> {});
        assertThat(topics.refresh(NamedTopic.of("t"))).isEmpty();
        assertThat(topics.findShown("t")).isEmpty();
    }

    @Test
    void the_servers_defaults_hold_where_a_topic_says_nothing() {
        DeliveryPolicy defaults = Policies.of("time_to_live", "600", "max_retries", "9");
        topics.put(bare("open"));
        topics.put(with("ever", Map.of("time_to_live", "0")));
        var withDefaults = new Topics(state, _ -> defaults);
        assertThat(withDefaults.findShown("open"))
                .map(keptTopic -> keptTopic.topic().policy())
                .contains(defaults);
        assertThat(withDefaults.findShown("ever"))
                .map(keptTopic -> keptTopic.topic().policy())
                .contains(Policies.of("max_retries", "9"));
        withDefaults.change(NamedTopic.of("open"), topic -> topic);
        assertThat(topics.refresh(NamedTopic.of("open")))
                .map(keptTopic -> keptTopic.topic().policy())
                .contains(DeliveryPolicy.defaults());
    }

    @Test
    void a_topic_kept_in_the_first_format_is_read_and_follows_its_attributes() {
        var old = Template.builder().u8(1).hole(new Hole.Stamp()).text("old").text("owner").u8(31);
        old.text("http://h/").i32(1).text("verify-ssl").text("false");
        old.i64(60).i32(0).i32(3).i64(5).i32(0);
        old.text("opaque").i32(5);
        old.text("time_to_live").text("60").text("max_retries").text("3");
        old.text("retry_sleep_duration").text("5").text("verify-ssl").text("false");
        old.text("timeout").text("had no meaning then");
        var commit = new Commit();
        commit.put(Template.of(RegistryKeys.topic(NamedTopic.of("old")).bytes()), old.build());
        state.commit(commit);

        Topic read = new Topics(state).findShown("old").orElseThrow().topic();
        assertThat(read.policy())
                .isEqualTo(
                        Policies.of(
                                "time_to_live", "60",
                                "max_retries", "3",
                                "retry_sleep_duration", "5"));
        assertThat(read.target())
                .contains(new Target("http://h/", Map.of("verify-ssl", "false")).of(OLD));
        assertThat(read.persistent()).isTrue();
        assertThat(read.opaqueData()).isEqualTo("opaque");
        assertThat(read.attributes()).hasSize(5);
    }

    @Test
    void a_topic_kept_in_the_second_format_has_no_headers_and_no_secret() {
        var old = Template.builder().u8(2).hole(new Hole.Stamp()).text("old").text("owner").u8(3);
        old.text("http://h/").i32(0).text("opaque").i32(0);
        var commit = new Commit();
        commit.put(Template.of(RegistryKeys.topic(NamedTopic.of("old")).bytes()), old.build());
        state.commit(commit);
        Topic read = new Topics(state).findShown("old").orElseThrow().topic();
        assertThat(read.target()).contains(new Target("http://h/", Map.of()).of(OLD));
        assertThat(read.opaqueData()).isEqualTo("opaque");
    }

    @Test
    void what_is_remembered_is_what_is_kept_however_many_write() throws Exception {
        var done = new ArrayList<Future<?>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int thread = 0; thread < 8; thread++) {
                int writer = thread;
                done.add(threads.submit(() -> writeAndRemove(writer)));
            }
            for (Future<?> each : done) {
                each.get();
            }
        }
        var reopened = new Topics(state);
        assertThat(topics.list("", 100)).isEqualTo(reopened.list("", 100));
    }

    private void writeAndRemove(int writer) {
        for (int round = 0; round < 200; round++) {
            String name = "t" + (writer + round) % 3;
            if ((writer + round) % 4 == 0) {
                topics.findShown(name).ifPresent(keptTopic -> topics.remove(keptTopic, _ -> {}));
            } else {
                topics.put(opaque(name, writer + "/" + round));
            }
        }
    }

    private static Topic bare(String name) {
        return opaque(name, "");
    }

    private static Topic opaque(String name, String opaque) {
        return Topic.named(TopicRef.of(name), "owner", Optional.empty(), false, opaque, Map.of());
    }

    private static Topic with(String name, Map<String, String> attributes) {
        return Topic.named(TopicRef.of(name), "owner", Optional.empty(), true, "", attributes);
    }
}
