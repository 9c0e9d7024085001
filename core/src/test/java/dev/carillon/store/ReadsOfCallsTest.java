package dev.carillon.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.state.Key;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;

/** Pins the number of keys that each call reads; none is read twice. */
class ReadsOfCallsTest {
    private final StoreWorld world = StoreWorld.withBucket();
    private final CountingState state = new CountingState(world.state);
    private long id;

    @BeforeEach
    void a_store_that_has_read_the_rules_of_its_bucket() {
        world.store = world.newStore(state);
        world.put("warm", "up");
        id = ((Outcome.Done<BucketInfo>) world.store.buckets().head("bbb")).value().id();
    }

    @Test
    void a_small_put_reads_the_object_only_while_its_bucket_is_known() {
        assertThat(state.during(() -> world.put("new", "data")))
                .containsExactly(StoreKeys.object(id, "new"));
    }

    @Test
    void a_large_put_reads_the_bucket_before_its_data() {
        String data = "x".repeat(Intake.MAX_INLINE_BYTES + 1);
        assertThat(state.during(() -> world.put("new", data)))
                .startsWith(StoreKeys.bucket("bbb"), StoreKeys.object(id, "new"));
    }

    @Test
    void a_put_with_a_condition_reads_the_bucket_and_the_object() {
        NewObject upload = world.upload("new", new Precondition.Absent());
        assertThat(state.during(() -> world.put(upload, new byte[] {1})))
                .isEqualTo(bucketAndObject("new"));
    }

    @Test
    void an_overwrite_reads_no_more_than_a_put() {
        assertThat(state.during(() -> world.put("warm", "again")))
                .containsExactly(StoreKeys.object(id, "warm"));
    }

    @Test
    void a_delete_reads_the_bucket_and_the_object() {
        assertThat(state.during(() -> world.delete("warm"))).isEqualTo(bucketAndObject("warm"));
    }

    @Test
    void a_get_reads_bucket_object_and_data() {
        List<Key> read = state.during(() -> world.read("warm"));
        assertThat(read).hasSize(3).doesNotHaveDuplicates().startsWith(StoreKeys.bucket("bbb"));
    }

    @Test
    void a_head_reads_the_bucket_and_the_object() {
        assertThat(state.during(() -> world.store.reads().head("bbb", "warm")))
                .isEqualTo(bucketAndObject("warm"));
    }

    private List<Key> bucketAndObject(String key) {
        return List.of(StoreKeys.bucket("bbb"), StoreKeys.object(id, key));
    }
}
