package dev.carillon.store;

import static dev.carillon.store.ObjectsTest.done;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.event.Tag;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.OptionalLong;

/**
 * A version becomes the newest, because the one after it is deleted, while a request that names it
 * reads: the request finds it nevertheless.
 */
class MovingVersionTest {
    private final StoreWorld world = StoreWorld.withBucket();
    private final DisturbedState state = new DisturbedState(world.state);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void is_deleted(int reads) {
        VersionChoice moving = versionUnderAnother(reads);

        assertThat(remove(world.store, moving, new Precondition.None()).version()).isPresent();

        assertThat(stamp(moving)).isEmpty();
        assertThat(world.count('s')).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void is_deleted_on_condition(int reads) {
        VersionChoice moving = versionUnderAnother(reads);

        remove(world.store, moving, new Precondition.Sized(3));

        assertThat(stamp(moving)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void gets_tags(int reads) {
        VersionChoice moving = versionUnderAnother(reads);

        var tags = List.of(new Tag("late", "yes"));
        done(world.store.objects().retag("bbb", "key", moving, tags));

        assertThat(done(world.store.reads().head("bbb", "key", moving)).attributes().tags())
                .isEqualTo(tags);
    }

    /** Makes two versions; the newest is deleted before a later read of the store. */
    private VersionChoice versionUnderAnother(int reads) {
        world.keep(Versioning.ENABLED);
        var older = new VersionChoice.Made(done(world.put("key", "old")).stamp());
        var newest = new VersionChoice.Made(done(world.put("key", "newest")).stamp());
        Store undisturbed = world.store;
        world.store = world.newStore(state);
        state.disturb(reads, () -> remove(undisturbed, newest, new Precondition.None()));
        return older;
    }

    private OptionalLong stamp(VersionChoice version) {
        return done(world.store.reads().stampOf("bbb", "key", version));
    }

    private static Removed remove(Store store, VersionChoice version, Precondition precondition) {
        return done(
                store.objects()
                        .delete(
                                new Removal(
                                        "bbb", "key", version, precondition, StoreWorld.ORIGIN)));
    }
}
