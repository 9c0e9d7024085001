package dev.carillon.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many concurrent writers all succeed, and leave nothing behind. */
class ContentionTest {
    private static final int WRITERS = 16;
    private static final int ROUNDS = 20;

    private final StoreWorld world = StoreWorld.withBucket();

    @Test
    void writers_of_one_key_all_get_their_turn() throws Exception {
        byte[] large = world.large();
        together(writer -> {
            for (int round = 0; round < ROUNDS; round++) {
                world.put("key", round % 2 == 0 ? large : new byte[] {(byte) writer});
            }
            return world.put("key", "last");
        });

        assertThat(world.read("key")).asString().isEqualTo("last");
        assertThat(world.count('o')).isEqualTo(1);
        assertThat(world.count('s')).isEqualTo(1);
        assertThat(world.count('i')).isEqualTo(1);
        int large16 = WRITERS * ROUNDS / 2;
        assertThat(world.count('f')).isEqualTo(large16);
        assertThat(world.count('g')).isEqualTo(large16);
        assertThat(world.extents.names()).hasSize(large16);
    }

    @Test
    void only_one_of_many_makes_what_must_not_be_there() throws Exception {
        var outcomes =
                together(writer ->
                        world.put(
                                world.upload("key", new Precondition.Absent()),
                                new byte[writer + 1]));

        assertThat(outcomes).filteredOn(outcome -> outcome instanceof Outcome.Done).hasSize(1);
        assertThat(world.count('i')).isEqualTo(1);
    }

    @Test
    void a_bucket_is_removed_or_keeps_what_was_answered_for() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String key = "key" + round;
            var outcomes =
                    together(writer ->
                            writer % 2 == 0
                                    ? world.put(key + writer, "x")
                                    : world.store.buckets().delete("bbb"));
            long puts = 0;
            boolean removed = false;
            for (int writer = 0; writer < WRITERS; writer++) {
                boolean done = outcomes.get(writer) instanceof Outcome.Done;
                puts += writer % 2 == 0 && done ? 1 : 0;
                removed |= writer % 2 == 1 && done;
            }
            assertThat(world.count('o')).isEqualTo(puts);
            assertThat(removed).isEqualTo(puts == 0);
            clear(round);
        }
    }

    private void clear(int round) {
        for (int writer = 0; writer < WRITERS; writer++) {
            world.delete("key" + round + writer);
        }
        world.store.buckets().create("bbb", "root");
    }

    private interface Work {
        Outcome<?> run(int writer);
    }

    private static List<Outcome<?>> together(Work work)
            throws InterruptedException, ExecutionException {
        var tasks = new ArrayList<Callable<Outcome<?>>>();
        for (int writer = 0; writer < WRITERS; writer++) {
            int number = writer;
            tasks.add(() -> work.run(number));
        }
        var outcomes = new ArrayList<Outcome<?>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Outcome<?>> one : threads.invokeAll(tasks)) {
                outcomes.add(one.get());
            }
        }
        return outcomes;
    }
}
