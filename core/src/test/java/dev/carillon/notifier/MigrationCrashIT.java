package dev.carillon.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.registry.FormatMigration;
import dev.carillon.registry.KeptTopic;
import dev.carillon.registry.TopicSealing;
import dev.carillon.registry.Topics;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.ForwardingState;
import dev.carillon.state.Hole;
import dev.carillon.state.RocksState;
import dev.carillon.state.Template;
import dev.carillon.state.View;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/**
 * A process that is killed in the middle of a migration loses nothing, and the next one ends it.
 */
class MigrationCrashIT {
    private static final int TOPICS = 20_000;
    private static final int AT_ONCE = 2_000;

    @TempDir Path data;

    @Test
    void what_a_killed_migration_left_is_migrated_by_the_next_start() throws Exception {
        try (var state = RocksState.open(data)) {
            for (int first = 0; first < TOPICS; first += AT_ONCE) {
                fill(state, first);
            }
        }
        for (int chunk : List.of(1, 3, 7)) {
            try (var child = ChildJvm.start(Migrating.class, "128m", data.toString())) {
                for (int i = 0; i < chunk; i++) {
                    child.await("chunk");
                }
                child.kill();
            }
        }
        try (var state = RocksState.open(data)) {
            FormatMigration.run(state, TopicSealing.none());
            List<KeptTopic> all = new Topics(state).listAll("", TOPICS + 1);
            assertThat(all).hasSize(TOPICS);
            assertThat(all)
                    .allSatisfy(kept ->
                            assertThat(kept.topic().opaqueData()).isEqualTo(kept.topic().name()));
        }
    }

    /** Writes topics as format 3 did. */
    private static void fill(RocksState state, int first) {
        var commit = new Commit();
        for (int i = first; i < first + AT_ONCE; i++) {
            String name = "topic-" + i;
            var value = Template.builder().u8(3).hole(new Hole.Stamp()).text(name).text("owner");
            value.u8(0).text(name).i32(0);
            commit.put(Template.builder().u8('t').sortedText(name).build(), value.build());
        }
        state.commit(commit);
    }

    /**
     * Migrates the folder that its argument names, and says when a chunk is about to be written.
     */
    static final class Migrating {
        private Migrating() {}

        public static void main(String[] args) {
            try (var state = RocksState.open(Path.of(args[0]))) {
                FormatMigration.run(new Saying(state), TopicSealing.none());
            }
        }
    }

    /** Says which commit comes next. */
    private static final class Saying extends ForwardingState {
        private final RocksState state;
        private int chunks;

        Saying(RocksState state) {
            super(state);
            this.state = state;
        }

        @Override
        public View bulkView() {
            return state.bulkView();
        }

        @Override
        public CommitResult commit(Commit commit) {
            ChildJvm.say("chunk", ++chunks);
            return super.commit(commit);
        }
    }
}
