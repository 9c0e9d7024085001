package dev.carillon.store;

import static dev.carillon.store.ObjectsTest.done;
import static dev.carillon.store.ObjectsTest.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.event.Tag;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A disk that is nearly full accepts no new data, and never becomes full. */
class FullDiskFaultTest {
    private static final long FLOOR = 1_000_000;
    private static final int PIECE = 100_000;

    private final StoreWorld world =
            StoreWorld.withBucket().keepingFree(new MinFreeSpace.Bytes(FLOOR));

    @Test
    void what_adds_data_is_refused_until_there_is_room_again() throws IOException {
        done(world.put("key", "old"));
        UploadName upload = start();
        world.free(FLOOR - 1);

        assertThat(refusal(world.put("key", "new"))).isEqualTo(Refusal.NO_SPACE);
        assertThat(refusal(world.put("more", world.large()))).isEqualTo(Refusal.NO_SPACE);
        assertThat(refusal(world.store.buckets().create("more", "root")))
                .isEqualTo(Refusal.NO_SPACE);
        assertThat(refusal(world.store.uploads().start(wanted()))).isEqualTo(Refusal.NO_SPACE);
        assertThat(refusal(part(upload, new byte[1]))).isEqualTo(Refusal.NO_SPACE);
        assertThat(
                        refusal(
                                world.store
                                        .objects()
                                        .retag(
                                                "bbb",
                                                "key",
                                                new VersionChoice.Current(),
                                                List.of(new Tag("a", "b")))))
                .isEqualTo(Refusal.NO_SPACE);
        assertThat(world.read("key")).asString().isEqualTo("old");
        assertThat(world.extents.names()).isEmpty();

        world.free(2 * FLOOR);
        done(world.put("key", "new"));
        done(world.store.buckets().create("more", "root"));
        done(part(upload, new byte[1]));
        assertThat(world.read("key")).asString().isEqualTo("new");
    }

    @Test
    void what_frees_space_or_needs_next_to_none_goes_on() throws IOException {
        done(world.put("key", world.large()));
        UploadName given = start();
        done(part(given, new byte[PIECE]));
        UploadName complete = start();
        done(part(complete, new byte[PIECE]));
        world.free(0);

        done(world.store.objects().retag("bbb", "key", new VersionChoice.Current(), List.of()));
        done(world.store.uploads().abort(given));
        done(world.store.uploads().complete(completion(complete)));
        assertThat(done(world.delete("key"))).isPresent();
        assertThat(done(world.delete("upload"))).isPresent();
        done(world.store.buckets().delete("bbb"));
    }

    @Test
    void an_upload_too_long_for_the_room_is_refused_before_it_is_read() throws IOException {
        world.free(FLOOR + 2 * PIECE);
        int tooMany = 2 * PIECE + 1;
        var unread = new ByteArrayInputStream(new byte[tooMany]);
        assertThat(refusal(put(StoreWorld.body(unread, tooMany)))).isEqualTo(Refusal.NO_SPACE);
        assertThat(unread.available()).isEqualTo(tooMany);
        done(world.put("key", new byte[2 * PIECE]));
    }

    @Test
    void data_of_unknown_length_is_cut_off_at_the_floor_and_leaves_nothing() throws IOException {
        world.free(FLOOR + PIECE);
        var endless = new ByteArrayInputStream(new byte[10 * PIECE]);
        assertThat(refusal(put(StoreWorld.body(endless)))).isEqualTo(Refusal.NO_SPACE);
        assertThat(endless.available()).isPositive();
        assertNothingStayed();
    }

    @Test
    void an_upload_is_cut_off_when_others_take_the_room_it_was_promised() throws IOException {
        var shrinking =
                new FilterInputStream(new ByteArrayInputStream(new byte[10 * PIECE])) {
                    @Override
                    public int read(byte[] bytes, int offset, int length) throws IOException {
                        world.free(FLOOR / 2);
                        return super.read(bytes, offset, length);
                    }
                };
        assertThat(refusal(put(StoreWorld.body(shrinking, 10 * PIECE))))
                .isEqualTo(Refusal.NO_SPACE);
        assertThat(shrinking.available()).isPositive();
        assertNothingStayed();
    }

    @Test
    void a_disk_that_is_full_although_it_did_not_look_so_is_reported_in_the_same_way()
            throws IOException {
        world.keepingFree(new MinFreeSpace.Bytes(0)).free(PIECE);
        var body = StoreWorld.body(new ByteArrayInputStream(new byte[10 * PIECE]), 10 * PIECE);
        assertThat(refusal(put(body))).isEqualTo(Refusal.NO_SPACE);
        assertNothingStayed();
    }

    @Test
    void while_room_is_short_files_nobody_names_go_after_a_minute() {
        done(world.put("key", world.large()));
        done(world.delete("key"));
        world.clock.advance(Duration.ofMinutes(1));
        world.store.sweeper().sweep();
        assertThat(world.extents.names()).hasSize(1);
        world.free(0);
        world.store.sweeper().sweep();
        assertThat(world.extents.names()).isEmpty();
    }

    private void assertNothingStayed() {
        assertThat(world.extents.names()).isEmpty();
        assertThat(refusal(world.store.reads().head("bbb", "key")))
                .isEqualTo(Refusal.NO_SUCH_OBJECT);
    }

    private Outcome<StoredObject> put(Body body) throws IOException {
        return world.store.objects().put(world.upload("key"), body);
    }

    private UploadName start() {
        return new UploadName("bbb", "upload", done(world.store.uploads().start(wanted())).id());
    }

    private static UploadStart wanted() {
        var attributes = new Attributes(Map.of(), Map.of(), List.of());
        return new UploadStart("bbb", "upload", attributes, "", StoreWorld.ORIGIN, false);
    }

    private Outcome<UploadPart> part(UploadName upload, byte[] data) throws IOException {
        var body = StoreWorld.body(new ByteArrayInputStream(data), data.length);
        return world.store.uploads().part(upload, 1, body);
    }

    private static Completion completion(UploadName upload) {
        return new Completion(
                upload,
                List.of(new Completion.Named(1, "none")),
                new Precondition.None(),
                (_, _) -> new Completion.Sums("etag", List.of(), List.of()),
                StoreWorld.ORIGIN);
    }
}
