package dev.carillon.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.ForwardingState;
import dev.carillon.state.State;
import dev.carillon.state.UnknownOutcomeException;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** After a power cut every acknowledged object reads back whole, and no other data stays. */
class StorePowerCutTest {
    private final StoreWorld world = StoreWorld.withBucket();

    @Test
    void acknowledged_objects_survive_power_cuts() {
        for (int seed = 0; seed < 10; seed++) {
            var random = new Random(seed);
            var acknowledged = new HashMap<String, byte[]>();
            for (int i = 0; i < 20; i++) {
                String key = "key" + random.nextInt(8);
                byte[] data = new byte[random.nextInt(60_000)];
                random.nextBytes(data);
                world.put(key, data);
                acknowledged.put(key, data);
                if (random.nextInt(5) == 0) {
                    cut(acknowledged);
                }
            }
            cut(acknowledged);
        }
    }

    @Test
    void a_write_under_way_at_the_cut_leaves_no_file() {
        var writing = world.extents.create();
        writing.write(new byte[1_000], 1_000);
        world.extents.create().finish();
        assertThat(world.extents.names()).hasSize(2);

        world.disk.powerCut();
        world.restart();
        world.store.sweeper().setAsideOrphans();

        assertThat(world.extents.names()).isEmpty();
    }

    @Test
    void files_of_this_run_are_no_orphans() {
        world.extents.create().finish();
        world.store.sweeper().setAsideOrphans();
        assertThat(world.extents.names()).hasSize(1);
    }

    @Test
    void an_unknown_outcome_keeps_the_file_until_a_restart_knows() {
        for (boolean happened : new boolean[] {true, false}) {
            var failing = world.newStore(new FailingSync(world.state, happened));
            byte[] data = world.large();
            String key = "key-" + happened;
            assertThat(thrownByPut(failing, key, data)).isInstanceOf(UnknownOutcomeException.class);

            world.restart();
            world.store.sweeper().setAsideOrphans();

            assertThat(world.extents.names()).hasSize(1);
            assertThat(world.store.reads().head("bbb", key) instanceof Outcome.Done)
                    .isEqualTo(happened);
        }
        assertThat(world.read("key-true")).isNotEmpty();
    }

    @Test
    void garbage_named_before_the_cut_is_swept_after_it() {
        world.put("key", world.large());
        world.put("key", "small");
        world.disk.powerCut();
        world.restart();
        world.store.sweeper().setAsideOrphans();
        assertThat(world.extents.names()).hasSize(1);
        world.clock.advance(Duration.ofMinutes(10));
        world.store.sweeper().sweep();
        assertThat(world.extents.names()).isEmpty();
    }

    private void cut(Map<String, byte[]> acknowledged) {
        world.disk.powerCut();
        world.restart();
        world.store.sweeper().setAsideOrphans();
        acknowledged.forEach((key, data) -> assertThat(world.read(key)).isEqualTo(data));
    }

    private Exception thrownByPut(Store store, String key, byte[] data) {
        try {
            store.objects()
                    .put(
                            world.upload(key),
                            StoreWorld.body(new java.io.ByteArrayInputStream(data)));
        } catch (IOException | RuntimeException e) {
            return e;
        }
        throw new AssertionError("nothing was thrown");
    }

    /** A state whose sync fails at the first commit, which may or may not have been written. */
    private static final class FailingSync extends ForwardingState {
        private final boolean happened;

        private FailingSync(State state, boolean happened) {
            super(state);
            this.happened = happened;
        }

        @Override
        public CommitResult commit(Commit commit) {
            if (happened) {
                super.commit(commit);
            }
            throw new UnknownOutcomeException("sync failed", new IOException("broken disk"));
        }
    }
}
