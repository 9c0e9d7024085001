package dev.carillon.store;

import static dev.carillon.store.ObjectsTest.done;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.event.EventType;
import dev.carillon.event.ObjectEvent;
import dev.carillon.event.ObjectFacts;
import dev.carillon.event.Tag;
import dev.carillon.event.Version;
import dev.carillon.journal.Journal;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The events of deletions carry the facts of the version that is hidden or removed. */
class RemovalEventsTest {
    private static final Map<String, String> METADATA = Map.of("colour", "red");
    private static final List<Tag> TAGS = List.of(new Tag("t", "1"), new Tag("t", "2"));

    private final StoreWorld world = StoreWorld.withBucket();

    @Test
    void a_delete_marker_carries_the_version_that_it_hides() {
        world.keep(Versioning.ENABLED);
        StoredObject hidden = done(world.put("key", "hello"));

        StoredObject marker = delete(new VersionChoice.Current()).marker().orElseThrow();

        ObjectEvent event = event(EventType.REMOVED_DELETE_MARKER);
        assertThat(event.change().object())
                .isEqualTo(
                        new ObjectFacts(
                                "key", 5, hidden.etag(), new Version.ThisChange(), METADATA, TAGS));
        assertThat(event.versionStamp()).isEqualTo(marker.stamp());
        assertThat(marker.size()).isZero();
        assertThat(marker.attributes()).isEqualTo(Attributes.none());
    }

    @Test
    void a_delete_marker_carries_the_tags_as_they_were_last_set() {
        world.keep(Versioning.ENABLED);
        world.put("key", "hello");
        var tags = List.of(new Tag("late", "yes"));
        done(world.store.objects().retag("bbb", "key", new VersionChoice.Current(), tags));

        delete(new VersionChoice.Current());

        assertThat(event(EventType.REMOVED_DELETE_MARKER).change().object().tags()).isEqualTo(tags);
    }

    @Test
    void a_delete_marker_of_a_bucket_that_keeps_no_more_versions_carries_what_it_replaces() {
        world.put("key", "hello");
        world.keep(Versioning.SUSPENDED);

        delete(new VersionChoice.Current());

        carries(event(EventType.REMOVED_DELETE_MARKER), new Version.None());
    }

    @Test
    void a_delete_marker_in_front_of_another_or_of_no_object_carries_nothing() {
        world.keep(Versioning.ENABLED);
        for (int i = 0; i < 2; i++) {
            delete(new VersionChoice.Current());
            assertThat(event(EventType.REMOVED_DELETE_MARKER).change().object())
                    .isEqualTo(
                            new ObjectFacts(
                                    "key", 0, "", new Version.ThisChange(), Map.of(), List.of()));
        }
    }

    @Test
    void a_removed_version_is_carried_whether_it_is_the_newest_or_an_older_one() {
        world.keep(Versioning.ENABLED);
        StoredObject older = done(world.put("key", "hello"));
        StoredObject newest = done(world.put("key", "hello"));
        for (StoredObject each : List.of(older, newest)) {
            delete(new VersionChoice.Made(each.stamp()));
            carries(event(EventType.REMOVED_DELETE), new Version.Earlier(each.stamp()));
        }
    }

    @Test
    void a_removed_object_of_a_bucket_without_versions_is_carried() {
        StoredObject put = done(world.put("key", "hello"));

        delete(new VersionChoice.Current());

        carries(event(EventType.REMOVED_DELETE), new Version.Unkept(put.stamp()));
    }

    private static void carries(ObjectEvent event, Version version) {
        ObjectFacts facts = event.change().object();
        assertThat(facts.size()).isEqualTo(5);
        assertThat(facts.etag()).isNotEmpty();
        assertThat(facts.metadata()).isEqualTo(METADATA);
        assertThat(facts.tags()).isEqualTo(TAGS);
        assertThat(facts.version()).isEqualTo(version);
    }

    private Removed delete(VersionChoice version) {
        var removal =
                new Removal("bbb", "key", version, new Precondition.None(), StoreWorld.ORIGIN);
        return done(world.store.objects().delete(removal));
    }

    /** Returns the newest event, which must have this type. */
    private ObjectEvent event(EventType type) {
        var journal = new Journal(world.state);
        long last = done(world.put("other", "x")).stamp();
        var events = new ArrayList<ObjectEvent>();
        for (long stamp = 1; stamp < last; stamp++) {
            Optional<ObjectEvent> event = journal.event(stamp).map(keptEvent -> keptEvent.event());
            event.ifPresent(events::add);
        }
        assertThat(events.getLast().change().type()).isEqualTo(type);
        return events.getLast();
    }
}
