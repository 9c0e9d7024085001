package dev.carillon.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.state.ForwardingState;
import dev.carillon.state.State;
import dev.carillon.state.View;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;

class BucketsTest {
    private final StoreWorld world = new StoreWorld();

    @Test
    void a_bucket_is_found_as_it_was_made() {
        BucketInfo made = ObjectsTest.done(world.store.buckets().create("first", "alice"));

        assertThat(ObjectsTest.done(world.store.buckets().head("first"))).isEqualTo(made);
        assertThat(made.owner()).isEqualTo("alice");
        assertThat(made.created()).isEqualTo(Instant.parse("2026-01-02T03:04:05.678901Z"));
        assertThat(made.asEvent().id()).matches("[0-9a-f]{16}");
    }

    @Test
    void buckets_are_listed_by_name() {
        for (String name : new String[] {"zzz", "aaa", "m.m"}) {
            world.store.buckets().create(name, "root");
        }
        assertThat(world.store.buckets().list())
                .extracting(BucketInfo::name)
                .containsExactly("aaa", "m.m", "zzz");
    }

    @Test
    void a_bucket_is_made_once() {
        world.store.buckets().create("first", "alice");
        assertThat(ObjectsTest.refusal(world.store.buckets().create("first", "bob")))
                .isEqualTo(Refusal.BUCKET_EXISTS);
    }

    @Test
    void a_bucket_made_again_is_another_and_has_no_old_objects() {
        BucketInfo first = ObjectsTest.done(world.store.buckets().create("bbb", "root"));
        world.put("key", "x");
        assertThat(ObjectsTest.refusal(world.store.buckets().delete("bbb")))
                .isEqualTo(Refusal.BUCKET_NOT_EMPTY);
        world.delete("key");
        assertThat(ObjectsTest.done(world.store.buckets().delete("bbb"))).isEqualTo(first);

        BucketInfo second = ObjectsTest.done(world.store.buckets().create("bbb", "root"));

        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(ObjectsTest.refusal(world.store.buckets().delete("other")))
                .isEqualTo(Refusal.NO_SUCH_BUCKET);
    }

    @Test
    void an_object_that_comes_while_the_bucket_is_removed_saves_it() {
        world.store.buckets().create("bbb", "root");
        var interrupting = new Interrupting(world.state, () -> world.put("key", "x"));
        var slow = world.newStore(interrupting);
        interrupting.armed = true;

        assertThat(ObjectsTest.refusal(slow.buckets().delete("bbb")))
                .isEqualTo(Refusal.BUCKET_NOT_EMPTY);

        assertThat(world.read("key")).hasSize(1);
        assertThat(world.put("other", "y")).isInstanceOf(Outcome.Done.class);
    }

    @Test
    void a_small_put_into_a_bucket_that_another_store_removed_is_refused() {
        world.store.buckets().create("bbb", "root");
        world.put("key", "x");
        world.delete("key");
        world.newStore(world.state).buckets().delete("bbb");

        assertThat(ObjectsTest.refusal(world.put("key", "y"))).isEqualTo(Refusal.NO_SUCH_BUCKET);
        assertThat(world.count('o')).isZero();
    }

    @Test
    void a_small_put_into_a_bucket_that_another_store_made_again_goes_to_the_new_one() {
        world.store.buckets().create("bbb", "root");
        world.put("key", "x");
        world.delete("key");
        Store another = world.newStore(world.state);
        another.buckets().delete("bbb");
        another.buckets().create("bbb", "root");

        world.put("key", "y");

        assertThat(world.read("key")).isEqualTo(new byte[] {'y'});
    }

    @Test
    void a_removal_cut_short_is_undone_at_start() {
        world.store.buckets().create("bbb", "root");
        var interrupting =
                new Interrupting(
                        world.state,
                        () -> {
                            throw new IllegalStateException("killed");
                        });
        var dying = world.newStore(interrupting);
        interrupting.armed = true;
        assertThatThrownBy(() -> dying.buckets().delete("bbb")).hasMessage("killed");
        assertThat(world.store.buckets().find("bbb").orElseThrow().record().closing()).isTrue();

        world.restart();
        world.store.recover();

        assertThat(world.store.buckets().find("bbb").orElseThrow().record().closing()).isFalse();
    }

    @Test
    void a_removal_cut_short_is_in_nobodys_way_before_that() {
        a_removal_cut_short_is_undone_at_start();
        world.store.buckets().create("bbb", "root");
        world.put("key", "x");
        assertThat(world.read("key")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ab",
                "Abc",
                "a_b",
                "-abc",
                "abc-",
                ".abc",
                "abc.",
                "a..b",
                "a.-b",
                "a-.b",
                "192.168.1.1",
                "xn--abc",
                "abc-s3alias",
                "a/b",
                "a b",
                "",
                "a234567890123456789012345678901234567890123456789012345678901234"
            })
    void a_name_outside_the_rules_is_refused_with_a_reason(String name) {
        assertThat(BucketName.objection(name)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "a.b", "a-b", "1bc", "192.168.1.1a", "my-bucket.example.com"})
    void a_name_inside_the_rules_is_taken(String name) {
        assertThat(BucketName.objection(name)).isEmpty();
    }

    /** Runs an action once, between the check of a removal and its commit. */
    private static final class Interrupting extends ForwardingState {
        private final Runnable between;
        private boolean armed;

        private Interrupting(State state, Runnable between) {
            super(state);
            this.between = between;
        }

        @Override
        public View view() {
            View view = super.view();
            if (armed) {
                armed = false;
                between.run();
            }
            return view;
        }
    }
}
