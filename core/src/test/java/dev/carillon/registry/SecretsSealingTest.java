package dev.carillon.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.secrets.KeySource;
import dev.carillon.secrets.SampleKeys;
import dev.carillon.secrets.SealingKeys;
import dev.carillon.signature.Secret;
import dev.carillon.state.CannotOpenStateException;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.ForwardingState;
import dev.carillon.state.Hole;
import dev.carillon.state.Key;
import dev.carillon.state.KeyRange;
import dev.carillon.state.State;
import dev.carillon.state.Template;
import dev.carillon.testkit.MemoryState;
import dev.carillon.testkit.StateFaults;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Sealing what an older format stored in clear text, and what another key sealed. */
class SecretsSealingTest {
    private static final int TOPICS = 7;
    private static final int APP_KEYS = 4;
    private static final int AT_ONCE = 3;

    @TempDir Path folder;

    private final MemoryState state = MemoryState.create();

    @Test
    void everything_that_format_5_stored_is_sealed_and_found_as_it_was() {
        fill();
        long lane = opened(SampleKeys.ONE).findShown("topic-1").orElseThrow().lane();
        assertThat(SealedSecretsTest.raw(state)).contains("s3cret");
        assertThat(run(state, SampleKeys.ONE))
                .isEqualTo(new SecretsSealing.Sealed(TOPICS, APP_KEYS, 0));
        check(state, SampleKeys.ONE);
        assertThat(opened(SampleKeys.ONE).findShown("topic-1").orElseThrow().lane())
                .isEqualTo(lane);
    }

    @Test
    void a_second_run_writes_nothing() {
        fill();
        run(state, SampleKeys.ONE);
        assertThat(run(new Dying(state, 0), SampleKeys.ONE))
                .isEqualTo(new SecretsSealing.Sealed(0, 0, 0));
    }

    @Test
    void without_keys_nothing_happens() {
        fill();
        SecretsSealing.run(new Dying(state, 0), TopicSealing.none());
        assertThat(SecretsSealing.named(state)).isEmpty();
    }

    @Test
    void another_first_key_seals_all_again_and_the_old_one_is_not_needed_any_more() {
        fill();
        run(state, SampleKeys.keys(1));
        assertThat(run(state, SampleKeys.keys(2, 1)))
                .isEqualTo(new SecretsSealing.Sealed(TOPICS, APP_KEYS, 0));
        assertThat(SecretsSealing.named(state)).containsExactly(SampleKeys.key(2).id());
        check(state, SampleKeys.keys(2));
    }

    @Test
    void whenever_a_migration_dies_the_next_start_ends_it() {
        fill();
        diesEverywhere(SampleKeys.keys(1), SampleKeys.keys(1));
    }

    @Test
    void whenever_a_rotation_dies_all_opens_and_the_next_start_ends_it() {
        fill();
        run(state, SampleKeys.keys(1));
        diesEverywhere(SampleKeys.keys(2, 1), SampleKeys.keys(2));
    }

    private void diesEverywhere(SealingKeys keys, SealingKeys after) {
        state.close();
        for (int commits = 0; ; commits++) {
            MemoryState copy = state.copy().reopen(StateFaults.none());
            boolean died = dies(copy, keys, commits);
            read(copy, keys);
            assertThat(keys.ids()).containsAll(SecretsSealing.named(copy));
            run(copy, keys);
            check(copy, after);
            if (!died) {
                assertThat(commits).as("commits").isGreaterThan(4);
                return;
            }
        }
    }

    @Test
    void the_disk_is_cleaned_before_the_old_key_is_forgotten() {
        fill();
        run(state, SampleKeys.keys(1));
        var purged = new ArrayList<Set<String>>();
        var watched =
                new ForwardingState(state) {
                    @Override
                    public void purge(KeyRange range) {
                        purged.add(SecretsSealing.named(state));
                    }
                };
        run(watched, SampleKeys.keys(2, 1));
        Set<String> both = Set.of(SampleKeys.key(1).id(), SampleKeys.key(2).id());
        assertThat(purged).containsExactly(both, both);
    }

    @Test
    void a_secret_that_does_not_open_stays_and_the_others_are_sealed() {
        fill();
        run(state, SampleKeys.keys(1));
        Key key =
                RegistryKeys.topic(
                        opened(SampleKeys.keys(1))
                                .findShown("topic-2")
                                .orElseThrow()
                                .topic()
                                .recipient());
        byte[] value = state.get(key).orElseThrow().value();
        value[value.length - 1] ^= 1;
        state.commit(new Commit().put(key, value));
        assertThat(run(state, SampleKeys.keys(2, 1)))
                .isEqualTo(new SecretsSealing.Sealed(TOPICS - 1, APP_KEYS, 1));
        assertThat(state.get(key).orElseThrow().value()).isEqualTo(value);
        assertThat(SecretsSealing.named(state)).containsExactly(SampleKeys.key(2).id());
    }

    @Test
    void a_new_state_gets_a_key_and_keeps_it() {
        KeySource source = KeySource.in(folder);
        SealingKeys made = SecretsSealing.keys(state, source);
        run(state, made);
        assertThat(SecretsSealing.keys(state, source).keys()).isEqualTo(made.keys());
    }

    @Test
    void a_process_may_die_between_the_key_and_the_first_secret() {
        KeySource source = KeySource.in(folder);
        SealingKeys made = SecretsSealing.keys(state, source);
        assertThat(dies(state, made, 0)).isTrue();
        assertThat(SecretsSealing.keys(state, source).keys()).isEqualTo(made.keys());
    }

    @Test
    void a_missing_key_file_is_not_replaced_when_there_are_sealed_secrets() {
        run(state, SampleKeys.ONE);
        assertThatThrownBy(() -> SecretsSealing.keys(state, KeySource.in(folder)))
                .isInstanceOf(CannotOpenStateException.class)
                .hasMessageContaining("secrets-key is missing")
                .hasMessageContaining("from the backup of the key")
                .hasMessageContaining("carillon secrets forget");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_wrong_key_is_refused_and_says_which_one_is_needed() {
        run(state, SampleKeys.ONE);
        var wrong = new KeySource.Given("CARILLON_SECRETS_KEY", SampleKeys.keys(2));
        assertThatThrownBy(() -> SecretsSealing.keys(state, wrong))
                .isInstanceOf(CannotOpenStateException.class)
                .hasMessageContaining(SampleKeys.key(1).id())
                .hasMessageContaining("CARILLON_SECRETS_KEY does not hold it");
    }

    @Test
    void a_key_that_stayed_in_its_former_place_is_named_and_not_forgotten() {
        KeySource former = KeySource.in(folder);
        run(state, former.make());
        var other = new KeySource.Given("CARILLON_SECRETS_KEY", SampleKeys.keys(2));
        assertThatThrownBy(() -> SecretsSealing.keys(state, other, former))
                .isInstanceOf(CannotOpenStateException.class)
                .hasMessageContaining("is in " + former.name())
                .hasMessageContaining("start without CARILLON_SECRETS_KEY");
        assertThatThrownBy(() -> SecretsSealing.forgetOthers(state, other, former))
                .isInstanceOf(CannotOpenStateException.class)
                .hasMessageContaining("is in " + former.name());
        assertThat(SecretsSealing.named(state)).hasSize(1);
    }

    @Test
    void a_disk_that_cannot_be_cleaned_ends_nothing_and_is_cleaned_by_the_next_start() {
        fill();
        run(state, SampleKeys.keys(1));
        var full =
                new ForwardingState(state) {
                    @Override
                    public void purge(KeyRange range) {
                        throw new IllegalStateException("no space left");
                    }
                };
        assertThat(run(full, SampleKeys.keys(2, 1)).topics()).isEqualTo(TOPICS);
        assertThat(SecretsSealing.named(state)).hasSize(2);
        assertThat(run(state, SampleKeys.keys(2, 1))).isEqualTo(new SecretsSealing.Sealed(0, 0, 0));
        check(state, SampleKeys.keys(2));
    }

    @Test
    void an_audit_finds_secrets_in_clear_text_only_in_what_an_older_format_stored() {
        fill();
        assertThat(audited(state).clear()).isEqualTo(TOPICS + APP_KEYS);
        var fresh = MemoryState.create();
        var value = Template.builder().u8(5).hole(new Hole.Stamp());
        value.u8(1).text("").text("t").text("owner").text("s3").u8(1).text("http://h/");
        value.i32(1).text("gzip").text("true").text("").i32(1).text("gzip").text("true");
        var key = Template.builder().u8('t').u8(1).sortedText("").sortedText("t");
        fresh.commit(new Commit().put(key.build(), value.build()));
        assertThat(opened(fresh, SampleKeys.ONE).findShown("t")).isPresent();
        assertThat(audited(fresh)).isEqualTo(new SecretsAudit.Report(0, 0, 0));
    }

    private static SecretsAudit.Report audited(State kept) {
        return SecretsAudit.of(kept, SampleKeys.ONE, _ -> {});
    }

    @Test
    void a_key_that_is_gone_for_good_can_be_forgotten() {
        fill();
        run(state, SampleKeys.ONE);
        assertThat(SecretsSealing.forgetOthers(state, SampleKeys.keys(2)))
                .containsExactly(SampleKeys.key(1).id());
        var other = new KeySource.Given("V", SampleKeys.keys(2));
        SealingKeys keys = SecretsSealing.keys(state, other);
        assertThat(run(state, keys)).isEqualTo(new SecretsSealing.Sealed(0, 0, TOPICS + APP_KEYS));
        assertThat(opened(keys).findShown("topic-1").orElseThrow().topic().unopened()).isPresent();
    }

    private Topics opened(SealingKeys keys) {
        return opened(state, keys);
    }

    private static Topics opened(State kept, SealingKeys keys) {
        return new Topics(kept, _ -> DeliveryPolicy.defaults(), TopicSealing.of(keys));
    }

    private static SecretsSealing.Sealed run(State kept, SealingKeys keys) {
        return SecretsSealing.run(kept, TopicSealing.of(keys), AT_ONCE);
    }

    private static boolean dies(State kept, SealingKeys keys, int commits) {
        try {
            run(new Dying(kept, commits), keys);
            return false;
        } catch (DiedException _) {
            return true;
        }
    }

    private static void check(State kept, SealingKeys keys) {
        assertThat(SealedSecretsTest.raw(kept)).doesNotContain("s3cret");
        assertThat(SecretsSealing.named(kept)).containsExactly(keys.first().id());
        read(kept, keys);
    }

    private static void read(State kept, SealingKeys keys) {
        Topics topics = opened(kept, keys);
        for (int i = 0; i < TOPICS; i++) {
            var target =
                    topics.findShown("topic-" + i).orElseThrow().topic().target().orElseThrow();
            assertThat(target.address()).isEqualTo("http://u:s3cret-" + i + "@h/");
            assertThat(target.signingSecret()).contains(Secret.of("s3cret"));
            assertThat(target.headers().getFirst().value()).isEqualTo("s3cret");
        }
        var appKeys = new AppKeys(kept, keys);
        for (int i = 0; i < APP_KEYS; i++) {
            assertThat(appKeys.find("key-" + i).orElseThrow().secret())
                    .isEqualTo(Secret.of("s3cret-" + i));
        }
    }

    /** Writes topics and application keys as format 5 did. */
    private void fill() {
        for (int i = 0; i < TOPICS; i++) {
            var value = Template.builder().u8(4).hole(new Hole.Stamp());
            value.u8(1).text("").text("topic-" + i).text("owner").text("s3");
            value.u8(1 | 32 | 64).text("http://u:s3cret-" + i + "@h/").i32(0);
            value.i32(1).text("X-A").text("s3cret").text("s3cret").text("opaque").i32(0);
            var key = Template.builder().u8('t').u8(1).sortedText("").sortedText("topic-" + i);
            state.commit(new Commit().put(key.build(), value.build()));
        }
        for (int i = 0; i < APP_KEYS; i++) {
            var value = Template.builder().u8(1).text("key-" + i).text("s3cret-" + i);
            value.text("name").text("owner").texts(List.of("readFiles")).texts(List.of());
            value.text("").i64(0);
            state.commit(new Commit().put(RegistryKeys.appKey("key-" + i), value.array()));
        }
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
