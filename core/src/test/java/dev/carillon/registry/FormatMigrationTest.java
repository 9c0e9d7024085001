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
import dev.carillon.state.CannotOpenStateException;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.ForwardingState;
import dev.carillon.state.Hole;
import dev.carillon.state.Key;
import dev.carillon.state.State;
import dev.carillon.state.Template;
import dev.carillon.state.View;
import dev.carillon.testkit.MemoryState;
import dev.carillon.testkit.StateFaults;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

class FormatMigrationTest {
    private static final int TOPICS = 7;
    private static final TopicSealing SEALING = TopicSealing.of(SampleKeys.ONE);
    private static final String BUCKET = "0000000000000001";
    private static final EventPattern CREATED =
            new EventPattern("s3:ObjectCreated:Put", Set.of(EventType.CREATED_PUT));

    private final MemoryState state = MemoryState.create();
    private final Map<String, Long> lanes = new TreeMap<>();

    @BeforeEach
    void fill() {
        for (int i = 0; i < TOPICS; i++) {
            olderTopic("topic-" + i, Map.of(), Map.of("cloudevents", Boolean.toString(i == 0)));
        }
        olderTopic(
                "files/rule",
                Map.of("format", "b2", "max-events-in-target", "true"),
                Map.of("bucket-id", BUCKET, "max-batch", "5"));
        olderRules(BUCKET, "topic-0", "files/rule");
        olderRules("0000000000000002");
    }

    @Test
    void all_is_found_as_it_was_with_recipients_and_dialects() {
        assertThat(FormatMigration.run(state, SEALING, 3))
                .isEqualTo(new FormatMigration.Migrated(TOPICS + 1, 2, 2));
        var topics = opened(state);
        assertThat(topics.listAll("", 100))
                .extracting(kept -> kept.topic().name())
                .containsExactlyElementsOf(lanes.keySet());
        lanes.forEach((name, lane) -> {
            KeptTopic kept = topics.findShown(name).orElseThrow();
            assertThat(kept.lane()).isEqualTo(lane);
            assertThat(topics.byLane(lane)).contains(kept);
        });
        assertThat(topic(topics, "topic-0").dialect()).isEqualTo(DialectName.S3_CLOUD_EVENTS);
        assertThat(topic(topics, "topic-1").dialect()).isEqualTo(DialectName.S3);
        var address = new RuleAddress(BUCKET, "files", "rule");
        Topic own = topics.find(address).orElseThrow().topic();
        assertThat(own.recipient()).isEqualTo(address);
        assertThat(own.dialect()).isEqualTo(DialectName.B2);
        assertThat(own.attributes())
                .isEqualTo(Map.of("max-batch", "5", "max-events-in-target", "true"));
        Target target = own.target().orElseThrow();
        assertThat(target.options()).isEmpty();
        assertThat(target.headers()).containsExactly(new Target.Header("X-A", "1"));
        assertThat(target.signingSecret()).contains(Secret.of("secret"));
        assertThat(new Rules(state).of(BUCKET).orElseThrow().rules())
                .containsExactly(rule("rule-0", NamedTopic.of("topic-0")), rule("rule-1", address));
        assertThat(new Rules(state).of("0000000000000002").orElseThrow().rules()).isEmpty();
    }

    @Test
    void a_second_run_finds_nothing_and_commits_nothing() {
        FormatMigration.run(state, SEALING, 3);
        long stamp = opened(state).findShown("topic-0").orElseThrow().stamp();
        assertThat(FormatMigration.run(new Dying(state, 0), SEALING, 3))
                .isEqualTo(new FormatMigration.Migrated(0, 0, 0));
        assertThat(opened(state).findShown("topic-0").orElseThrow().stamp()).isEqualTo(stamp);
    }

    @Test
    void a_new_folder_is_left_alone() {
        assertThat(FormatMigration.run(new Dying(MemoryState.create(), 0), SEALING, 3))
                .isEqualTo(new FormatMigration.Migrated(0, 0, 0));
    }

    @Test
    void whenever_it_dies_everything_is_there_once_and_the_next_start_goes_on() {
        state.close();
        for (int commits = 0; ; commits++) {
            MemoryState copy = state.copy().reopen(StateFaults.none());
            boolean died = dies(copy, commits);
            assertThat(keys(copy, 't')).hasSize(TOPICS + 1);
            assertThat(keys(copy, 'n')).hasSize(2);
            FormatMigration.run(copy, SEALING, 3);
            assertThat(opened(copy).listAll("", 100))
                    .extracting(kept -> kept.topic().name())
                    .containsExactlyElementsOf(lanes.keySet());
            assertThat(new Rules(copy).of(BUCKET).orElseThrow().rules()).hasSize(2);
            if (!died) {
                assertThat(commits).as("chunks").isEqualTo(4);
                return;
            }
        }
    }

    @Test
    void a_record_that_no_version_wrote_is_named_and_what_came_before_it_stays_migrated() {
        Key wrong = Template.builder().u8('t').sortedText("topic-3").key();
        state.commit(new Commit().put(wrong, new byte[] {3, 0, 1}));

        assertThatThrownBy(() -> FormatMigration.run(state, SEALING, 3))
                .isInstanceOf(CannotOpenStateException.class)
                .hasMessageContaining("the record " + wrong)
                .hasMessageContaining("restore the folder");
        assertThat(state.get(wrong)).isPresent();
        assertThat(keys(state, 't')).hasSize(TOPICS + 1);

        olderTopic("topic-3", Map.of(), Map.of());
        FormatMigration.run(state, SEALING, 3);
        assertThat(opened(state).listAll("", 100))
                .extracting(kept -> kept.topic().name())
                .containsExactlyElementsOf(lanes.keySet());
    }

    private static Topics opened(State kept) {
        return new Topics(kept, _ -> DeliveryPolicy.defaults(), SEALING);
    }

    private static boolean dies(State state, int commits) {
        try {
            FormatMigration.run(new Dying(state, commits), SEALING, 3);
            return false;
        } catch (DiedException _) {
            return true;
        }
    }

    private static Topic topic(Topics topics, String name) {
        return topics.findShown(name).orElseThrow().topic();
    }

    private static Rule rule(String id, Recipient recipient) {
        return new Rule(id, recipient, List.of(CREATED), Filter.all(), new RuleState.Enabled());
    }

    private static List<Key> keys(State state, char prefix) {
        var keys = new ArrayList<Key>();
        try (View view = state.view();
                var scan = view.scan(Template.builder().u8(prefix).key())) {
            while (scan.next()) {
                keys.add(scan.key());
            }
        }
        return keys;
    }

    /** Writes a topic as format 3 did. */
    private void olderTopic(
            String name, Map<String, String> options, Map<String, String> attributes) {
        var value = Template.builder().u8(3).hole(new Hole.Stamp()).text(name).text("owner");
        value.u8(1 | 2 | 32 | 64).text("http://h/");
        texts(value, options);
        value.i32(1).text("X-A").text("1").text("secret").text("opaque");
        texts(value, attributes);
        var commit = new Commit();
        commit.put(Template.builder().u8('t').sortedText(name).build(), value.build());
        lanes.put(name, ((CommitResult.Committed) state.commit(commit)).stamp());
    }

    private static void texts(Template.Builder out, Map<String, String> texts) {
        out.i32(texts.size());
        new TreeMap<>(texts).forEach((name, value) -> out.text(name).text(value));
    }

    /** Writes the rules of a bucket as format 3 did, one for each of these topics. */
    private void olderRules(String bucketId, String... topics) {
        var value = Template.builder().u8(1).i32(topics.length);
        for (int i = 0; i < topics.length; i++) {
            value.text("rule-" + i).text(topics[i]).u8(0);
            value.i32(1).text(CREATED.text()).i64(CREATED.mask()).i32(0);
        }
        var key = Template.builder().u8('n').sortedText(bucketId).key();
        state.commit(new Commit().put(key, value.array()));
    }

    /** A process that dies before it makes one commit more than it may. */
    private static final class Dying extends ForwardingState {
        private int left;

        Dying(State state, int commits) {
            super(state);
            left = commits;
        }

        @Override
        public CommitResult commit(Commit commit) {
            if (left-- == 0) {
                throw new DiedException();
            }
            return super.commit(commit);
        }
    }

    private static final class DiedException extends RuntimeException {}
}
