package dev.carillon.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.event.EventType;
import dev.carillon.event.Tag;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

class ObjectsTest {
    private final StoreWorld world = StoreWorld.withBucket();

    @Test
    void gives_back_what_was_put() {
        for (int size : new int[] {0, 1, 16_383, 16_384, 16_385, 131_072, 1_000_003}) {
            byte[] data = new byte[size];
            Arrays.fill(data, (byte) size);
            world.put("k" + size, data);
            assertThat(world.read("k" + size)).as("%d bytes", size).isEqualTo(data);
        }
    }

    @Test
    void keeps_what_the_client_said_of_it() {
        StoredObject put = done(world.put("key", "hello"));

        StoredObject head = done(world.store.reads().head("bbb", "key"));

        assertThat(head).isEqualTo(put);
        assertThat(head.etag())
                .isEqualTo(StoreWorld.etag("hello".getBytes(StandardCharsets.UTF_8)));
        assertThat(head.modified()).isEqualTo(Instant.parse("2026-01-02T03:04:05.678901Z"));
        assertThat(head.stamp()).isPositive();
        assertThat(head.attributes()).isEqualTo(world.upload("key").attributes());
        assertThat(head.checksums()).containsExactly(new KeptChecksum("CRC32C", "AAAAAA=="));
    }

    @Test
    void small_data_is_inline_and_larger_data_a_file() {
        world.put("small", new byte[Intake.MAX_INLINE_BYTES]);
        assertThat(world.extents.names()).isEmpty();
        assertThat(world.count('i')).isEqualTo(1);

        world.put("large", new byte[Intake.MAX_INLINE_BYTES + 1]);
        assertThat(world.extents.names()).hasSize(1);
        assertThat(world.count('i')).isEqualTo(1);
        assertThat(world.count('f')).isEqualTo(1);
    }

    @Test
    void an_overwrite_replaces_the_data_and_gives_back_what_it_took() {
        world.put("key", "small");
        world.put("key", world.large());
        assertThat(world.count('i')).isZero();

        byte[] last = world.large();
        world.put("key", last);

        assertThat(world.read("key")).isEqualTo(last);
        assertThat(world.count('s')).isEqualTo(1);
        assertThat(world.count('g')).isEqualTo(1);
        assertThat(world.extents.names()).hasSize(2);
        world.clock.advance(Duration.ofMinutes(11));
        world.store.sweeper().sweep();
        assertThat(world.extents.names()).hasSize(1);
        assertThat(world.count('g')).isZero();
        assertThat(world.count('f')).isEqualTo(1);
        assertThat(world.read("key")).isEqualTo(last);
    }

    @Test
    void a_reader_keeps_the_version_it_opened() throws IOException {
        byte[] first = world.large();
        world.put("key", first);
        ObjectData open = done(world.store.reads().open("bbb", "key"));

        world.put("key", "other");
        world.clock.advance(Duration.ofMinutes(9));
        world.store.sweeper().sweep();

        assertThat(StoreWorld.all(open)).isEqualTo(first);
    }

    @Test
    void a_piece_can_be_read() throws IOException {
        byte[] data = world.large();
        world.put("key", data);
        ObjectData open = done(world.store.reads().open("bbb", "key"));
        try (InputStream piece = open.stream(1_000, 20_000)) {
            assertThat(piece.readAllBytes()).isEqualTo(Arrays.copyOfRange(data, 1_000, 21_000));
        }
        assertThatThrownBy(() -> open.stream(data.length, 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void removal_leaves_nothing_behind() {
        world.put("small", "x");
        world.put("large", world.large());

        assertThat(done(world.delete("small"))).isPresent();
        assertThat(done(world.delete("large"))).isPresent();
        world.clock.advance(Duration.ofMinutes(11));
        world.store.sweeper().sweep();

        assertThat(refusal(world.store.reads().head("bbb", "small")))
                .isEqualTo(Refusal.NO_SUCH_OBJECT);
        for (char prefix : "osigfv".toCharArray()) {
            assertThat(world.count(prefix)).as("keys %s", prefix).isZero();
        }
        assertThat(world.extents.names()).isEmpty();
    }

    @Test
    void removing_what_never_was_commits_nothing() {
        long before = done(world.put("other", "x")).stamp();

        assertThat(done(world.delete("key"))).isEmpty();

        assertThat(done(world.put("other", "y")).stamp()).isEqualTo(before + 1);
    }

    @Test
    void removing_what_never_was_is_a_change_where_the_setting_says_so() {
        world.tellingDeletesOfNothing();
        long before = done(world.put("other", "x")).stamp();

        assertThat(done(world.delete("key"))).isEmpty();

        assertThat(done(world.put("other", "y")).stamp()).isEqualTo(before + 2);
        assertThat(world.count('o')).isEqualTo(1);
    }

    @Test
    void a_bucket_that_is_not_there_refuses_everything() {
        var upload = world.upload("key");
        var elsewhere =
                new NewObject(
                        "nowhere",
                        "key",
                        EventType.CREATED_PUT,
                        upload.attributes(),
                        upload.precondition(),
                        upload.origin());
        assertThat(refusal(world.put(elsewhere, new byte[0]))).isEqualTo(Refusal.NO_SUCH_BUCKET);
        assertThat(refusal(world.store.reads().open("nowhere", "key")))
                .isEqualTo(Refusal.NO_SUCH_BUCKET);
        assertThat(
                        refusal(
                                world.store
                                        .objects()
                                        .retag(
                                                "nowhere",
                                                "key",
                                                new VersionChoice.Current(),
                                                List.of())))
                .isEqualTo(Refusal.NO_SUCH_BUCKET);
    }

    @Test
    void preconditions_decide() {
        var absent = new Precondition.Absent();
        StoredObject first = done(world.put(world.upload("key", absent), new byte[1]));
        assertThat(refusal(world.put(world.upload("key", absent), new byte[2])))
                .isEqualTo(Refusal.PRECONDITION_FAILED);
        var same = new Precondition.Matches(Set.of(first.etag()));
        done(world.put(world.upload("key", same), new byte[3]));
        assertThat(refusal(world.put(world.upload("key", same), new byte[4])))
                .isEqualTo(Refusal.PRECONDITION_FAILED);
        assertThat(refusal(world.put(world.upload("new", same), new byte[5])))
                .isEqualTo(Refusal.NO_SUCH_OBJECT);
        assertThat(world.read("key")).hasSize(3);
    }

    @Test
    void a_refusal_that_needs_no_data_reads_none() throws IOException {
        world.put("key", "x");
        InputStream unread = throwing();
        var upload = world.upload("key", new Precondition.Absent());
        assertThat(refusal(world.store.objects().put(upload, StoreWorld.body(unread))))
                .isEqualTo(Refusal.PRECONDITION_FAILED);
    }

    @Test
    void a_body_cut_short_leaves_nothing() throws IOException {
        var broken = new SequenceInputStream(new ByteArrayInputStream(world.large()), throwing());
        assertThatThrownBy(() ->
                        world.store.objects().put(world.upload("key"), StoreWorld.body(broken)))
                .isInstanceOf(IOException.class);
        assertThat(world.extents.names()).isEmpty();
        assertThat(refusal(world.store.reads().head("bbb", "key")))
                .isEqualTo(Refusal.NO_SUCH_OBJECT);
    }

    @Test
    void a_full_disk_leaves_nothing_and_the_next_upload_goes_on() {
        world.disk.roomFor(20_000);
        assertThat(refusal(world.put("key", world.large()))).isEqualTo(Refusal.NO_SPACE);
        assertThat(world.extents.names()).isEmpty();
        world.disk.roomFor(Long.MAX_VALUE);
        assertThat(done(world.put("key", world.large())).size()).isPositive();
    }

    @Test
    void data_over_the_limit_is_refused() throws IOException {
        var intake = new Intake(world.extents, world.store.space(), 100_000);
        var body = StoreWorld.body(new ByteArrayInputStream(new byte[100_001]));
        assertThat(refusal(intake.receive(body, "root"))).isEqualTo(Refusal.TOO_LARGE);
        assertThat(world.extents.names()).isEmpty();
        var allowed = StoreWorld.body(new ByteArrayInputStream(new byte[100_000]));
        assertThat(done(intake.receive(allowed, "root")).size()).isEqualTo(100_000);
    }

    @Test
    void new_tags_leave_the_version_what_it_is() {
        StoredObject put = done(world.put("key", "hello"));
        List<Tag> tags = List.of(new Tag("a", "b"));

        done(world.store.objects().retag("bbb", "key", new VersionChoice.Current(), tags));

        StoredObject head = done(world.store.reads().head("bbb", "key"));
        assertThat(head).isEqualTo(put.with(put.attributes().withTags(tags)));
        assertThat(world.read("key")).hasSize(5);
        assertThat(
                        refusal(
                                world.store
                                        .objects()
                                        .retag("bbb", "none", new VersionChoice.Current(), tags)))
                .isEqualTo(Refusal.NO_SUCH_OBJECT);
    }

    @Test
    void many_removals_answer_in_order() throws InterruptedException {
        List<String> keys = IntStream.range(0, 300).mapToObj(i -> "key" + i).toList();
        keys.stream().filter(key -> key.endsWith("7")).forEach(key -> world.put(key, key));
        var removals =
                keys.stream()
                        .map(key ->
                                new Removal("bbb", key, new Precondition.None(), StoreWorld.ORIGIN))
                        .toList();

        var outcomes = world.store.removals().delete(removals);

        assertThat(outcomes).hasSize(300);
        for (int i = 0; i < 300; i++) {
            assertThat(done(outcomes.get(i)).version().map(StoredObject::key))
                    .isEqualTo(Optional.of(keys.get(i)).filter(text -> text.endsWith("7")));
        }
        assertThat(world.count('o')).isZero();
    }

    /** Returns a stream that cannot be read. */
    private static InputStream throwing() throws IOException {
        InputStream stream = InputStream.nullInputStream();
        stream.close();
        return stream;
    }

    static <T> T done(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Done<T>(T value) -> value;
            case Outcome.Refused<T>(Refusal why) -> throw new AssertionError(why);
        };
    }

    static Refusal refusal(Outcome<?> outcome) {
        return switch (outcome) {
            case Outcome.Done<?>(Object value) -> throw new AssertionError(value);
            case Outcome.Refused<?>(Refusal why) -> why;
        };
    }
}
