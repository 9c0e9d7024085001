package dev.carillon.store;

import static dev.carillon.store.ObjectsTest.done;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.event.Tag;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** Uploads in parts, on a disk whose power can be cut, with a minimum part size of 1,000 bytes. */
class UploadsTest {
    private static final int LEAST = 1_000;
    private static final Attributes ATTRIBUTES =
            new Attributes(
                    Map.of("content-type", "text/plain"),
                    Map.of("colour", "red"),
                    List.of(new Tag("t", "1")));

    private final Random random = new Random(7);
    private StoreWorld world;

    @BeforeEach
    void begin() {
        world = StoreWorld.withBucket().takingPartsOf(LEAST);
    }

    @Test
    void becomes_an_object_of_its_parts() {
        UploadName upload = start("key");
        byte[] first = data(LEAST);
        byte[] second = data(LEAST * 3);
        byte[] last = data(1);
        part(upload, 3, last);
        part(upload, 1, first);
        part(upload, 2, second);
        assertThat(world.store.reads().head("bbb", "key"))
                .isEqualTo(refused(Refusal.NO_SUCH_OBJECT));
        long files = world.extents.names().size();

        StoredObject made = done(complete(upload, 1, 2, 3));

        assertThat(made.size()).isEqualTo(LEAST * 4 + 1);
        assertThat(made.etag()).isEqualTo("whole-3");
        assertThat(made.attributes()).isEqualTo(ATTRIBUTES);
        assertThat(world.store.reads().head("bbb", "key")).isEqualTo(Outcome.done(made));
        assertThat(world.read("key")).isEqualTo(join(first, second, last));
        assertThat(world.extents.names()).hasSize((int) files);
        assertThat(world.count('f')).isEqualTo(3);
        assertThat(world.count('w')).isZero();
        assertThat(world.count('g')).isZero();
        assertThat(complete(upload, 1, 2, 3)).isEqualTo(refused(Refusal.NO_SUCH_UPLOAD));
    }

    @Test
    void only_the_start_of_a_live_read_upload_is_an_event() {
        long before = world.count('e');
        start("key");
        assertThat(world.count('e')).isEqualTo(before);
        var live = new UploadStart("bbb", "key", ATTRIBUTES, "sum", StoreWorld.ORIGIN, true);
        UploadInfo upload = done(world.store.uploads().start(live));
        assertThat(world.count('e')).isEqualTo(before + 1);
        assertThat(done(world.store.uploads().find(new UploadName("bbb", "key", upload.id()))))
                .isEqualTo(upload);
    }

    @Test
    void a_part_again_replaces_it_and_the_old_is_swept() {
        UploadName upload = start("key");
        part(upload, 1, data(LEAST));
        byte[] second = data(LEAST + 1);
        part(upload, 1, second);
        assertThat(world.count('g')).isEqualTo(1);

        done(complete(upload, 1));
        sweepLater();

        assertThat(world.read("key")).isEqualTo(second);
        assertThat(world.extents.names()).hasSize(1);
        assertThat(world.count('f')).isEqualTo(1);
    }

    @Test
    void parts_left_out_and_the_object_replaced_are_both_swept() {
        world.put("key", world.large());
        UploadName upload = start("key");
        byte[] second = data(LEAST);
        part(upload, 1, data(LEAST));
        part(upload, 2, second);
        part(upload, 3, data(5));

        done(complete(upload, 2));
        assertThat(world.count('g')).isEqualTo(2);
        sweepLater();

        assertThat(world.read("key")).isEqualTo(second);
        assertThat(world.extents.names()).hasSize(1);
        assertThat(world.count('f')).isEqualTo(1);
        assertThat(world.count('g')).isZero();
    }

    @Test
    void an_aborted_upload_is_gone_and_swept() {
        UploadName upload = start("key");
        part(upload, 1, data(LEAST));
        part(upload, 2, data(LEAST));

        assertThat(world.store.uploads().abort(upload)).isInstanceOf(Outcome.Done.class);

        assertThat(world.store.uploads().abort(upload)).isEqualTo(refused(Refusal.NO_SUCH_UPLOAD));
        assertThat(tryPart(upload, 1, data(1))).isEqualTo(refused(Refusal.NO_SUCH_UPLOAD));
        assertThat(complete(upload, 1)).isEqualTo(refused(Refusal.NO_SUCH_UPLOAD));
        assertThat(world.count('w')).isZero();
        sweepLater();
        assertThat(world.extents.names()).isEmpty();
        assertThat(world.count('f')).isZero();
        assertThat(world.store.reads().head("bbb", "key"))
                .isEqualTo(refused(Refusal.NO_SUCH_OBJECT));
    }

    @Test
    void wrong_lists_are_refused_and_the_upload_goes_on() {
        UploadName upload = start("key");
        part(upload, 1, data(LEAST - 1));
        part(upload, 2, data(LEAST));

        assertThat(complete(upload, 2, 1)).isEqualTo(refused(Refusal.INVALID_PART_ORDER));
        assertThat(complete(upload, 2, 2)).isEqualTo(refused(Refusal.INVALID_PART_ORDER));
        assertThat(complete(upload, 2, 3)).isEqualTo(refused(Refusal.INVALID_PART));
        assertThat(complete(upload)).isEqualTo(refused(Refusal.INVALID_PART));
        assertThat(complete(upload, List.of(new Completion.Named(2, "other"))))
                .isEqualTo(refused(Refusal.INVALID_PART));
        assertThat(complete(upload, 1, 2)).isEqualTo(refused(Refusal.PART_TOO_SMALL));
        byte[] first = data(LEAST);
        byte[] last = data(0);
        part(upload, 1, first);
        part(upload, 2, last);

        done(complete(upload, 1, 2));

        assertThat(world.read("key")).isEqualTo(first);
    }

    @Test
    void a_precondition_is_looked_at_when_it_is_completed() {
        UploadName upload = start("key");
        part(upload, 1, data(LEAST));
        world.put("key", "there");
        var named = List.of(named(upload, 1));
        var wanted =
                new Completion(
                        upload, named, new Precondition.Absent(), whole(), StoreWorld.ORIGIN);

        assertThat(world.store.uploads().complete(wanted))
                .isEqualTo(refused(Refusal.PRECONDITION_FAILED));
        done(world.delete("key"));
        done(world.store.uploads().complete(wanted));
    }

    @Test
    void what_the_assembly_throws_changes_nothing() {
        UploadName upload = start("key");
        part(upload, 1, data(LEAST));
        var wanted =
                new Completion(
                        upload,
                        List.of(named(upload, 1)),
                        new Precondition.None(),
                        (_, _) -> {
                            throw new IllegalArgumentException("no");
                        },
                        StoreWorld.ORIGIN);

        assertThatThrownBy(() -> world.store.uploads().complete(wanted))
                .isInstanceOf(IllegalArgumentException.class);

        part(upload, 2, data(1));
        done(complete(upload, 1, 2));
    }

    @Test
    void an_unknown_upload_reads_none_of_the_data() throws IOException {
        var unread =
                new InputStream() {
                    @Override
                    public int read() {
                        throw new AssertionError("read");
                    }

                    @Override
                    public int read(byte[] bytes, int offset, int length) {
                        throw new AssertionError("read");
                    }
                };
        var name = new UploadName("bbb", "key", 99);
        assertThat(world.store.uploads().part(name, 1, StoreWorld.body(unread)))
                .isEqualTo(refused(Refusal.NO_SUCH_UPLOAD));
        var elsewhere = new UploadName("bbb", "other", start("key").id());
        assertThat(world.store.uploads().part(elsewhere, 1, StoreWorld.body(unread)))
                .isEqualTo(refused(Refusal.NO_SUCH_UPLOAD));
        var nowhere = new UploadName("nope", "key", 1);
        assertThat(world.store.uploads().part(nowhere, 1, StoreWorld.body(unread)))
                .isEqualTo(refused(Refusal.NO_SUCH_BUCKET));
    }

    @Test
    void three_thousand_parts_become_an_object_and_garbage_in_one_commit_each() {
        world.put("key", "old");
        UploadName upload = start("key");
        int count = 3_000;
        var all = new ByteArrayOutputStream();
        for (int i = 1; i <= count; i++) {
            byte[] data = data(LEAST + i % 3);
            all.writeBytes(data);
            part(upload, i, data);
        }
        done(complete(upload, IntStream.rangeClosed(1, count).toArray()));
        assertThat(world.read("key")).isEqualTo(all.toByteArray());
        assertThat(piece("key", 1_500_123, 4_321))
                .isEqualTo(Arrays.copyOfRange(all.toByteArray(), 1_500_123, 1_504_444));

        world.put("key", "new");
        sweepLater();

        assertThat(world.extents.names()).isEmpty();
        assertThat(world.count('f')).isZero();
        assertThat(world.count('g')).isZero();
    }

    @Test
    void aborting_many_parts_goes_in_pieces_that_a_crash_may_cut() {
        UploadName upload = start("key");
        IntStream.rangeClosed(1, 2_500).forEach(number -> part(upload, number, data(1)));
        var broken = world.newStore(new CutOff(world.state, 2));
        assertThatThrownBy(() -> broken.uploads().abort(upload))
                .isInstanceOf(IllegalStateException.class);
        assertThat(world.count('w')).isEqualTo(1 + 1_500);

        world.disk.powerCut();
        world.restart();
        world.store.recover();

        assertThat(world.count('w')).isZero();
        sweepLater();
        assertThat(world.extents.names()).isEmpty();
        assertThat(world.count('f')).isZero();
    }

    @Test
    void parts_answered_for_survive_a_power_cut() {
        UploadName upload = start("key");
        byte[] first = data(LEAST);
        part(upload, 1, first);
        world.extents.create().finish();
        world.disk.powerCut();
        world.restart();
        world.store.sweeper().setAsideOrphans();
        assertThat(world.extents.names()).hasSize(1);

        byte[] second = data(10);
        part(upload, 2, second);
        done(complete(upload, 1, 2));
        world.disk.powerCut();
        world.restart();
        world.store.sweeper().setAsideOrphans();

        assertThat(world.read("key")).isEqualTo(join(first, second));
    }

    @Test
    void a_part_that_comes_while_it_is_completed_is_in_the_object_or_nowhere() throws Exception {
        for (int round = 0; round < 30; round++) {
            UploadName upload = start("key" + round);
            part(upload, 1, data(LEAST));
            var late = new ArrayList<Outcome<UploadPart>>();
            var thread = Thread.ofVirtual().start(() -> late.add(tryPart(upload, 2, data(LEAST))));
            done(complete(upload, 1));
            thread.join();
            boolean came = late.getFirst() instanceof Outcome.Done;
            assertThat(came || late.getFirst().equals(refused(Refusal.NO_SUCH_UPLOAD))).isTrue();
        }
        assertThat(world.count('w')).isZero();
        sweepLater();
        assertThat(world.extents.names()).hasSize(30);
        assertThat(world.count('f')).isEqualTo(30);
    }

    @Test
    void pieces_over_the_borders_of_parts_are_read_right() throws IOException {
        UploadName upload = start("key");
        var parts = new ArrayList<byte[]>();
        for (int i = 1; i <= 20; i++) {
            byte[] data = data(LEAST + random.nextInt(200));
            parts.add(data);
            part(upload, i, data);
        }
        done(complete(upload, IntStream.rangeClosed(1, 20).toArray()));
        byte[] all = join(parts.toArray(byte[][]::new));
        for (int i = 0; i < 300; i++) {
            int from = random.nextInt(all.length);
            int length = random.nextInt(all.length - from + 1);
            assertThat(piece("key", from, length))
                    .isEqualTo(Arrays.copyOfRange(all, from, from + length));
        }
        assertThat(piece("key", LEAST, 0)).isEmpty();
    }

    @Test
    void a_reader_keeps_all_parts_until_it_has_done() {
        UploadName upload = start("key");
        byte[] first = data(LEAST);
        byte[] second = data(LEAST);
        part(upload, 1, first);
        part(upload, 2, second);
        done(complete(upload, 1, 2));
        ObjectData open = done(world.store.reads().open("bbb", "key"));
        world.delete("key");
        sweepLater();

        assertThat(StoreWorld.all(open)).isEqualTo(join(first, second));

        sweepLater();
        assertThat(world.extents.names()).isEmpty();
    }

    @Test
    void a_bucket_removed_gives_up_its_uploads() {
        UploadName upload = start("key");
        part(upload, 1, data(LEAST));

        done(world.store.buckets().delete("bbb"));

        assertThat(tryPart(upload, 2, data(1))).isEqualTo(refused(Refusal.NO_SUCH_BUCKET));
        assertThat(world.count('w')).isZero();
        sweepLater();
        assertThat(world.extents.names()).isEmpty();
        done(world.store.buckets().create("bbb", "root"));
        assertThat(complete(upload, List.of(new Completion.Named(1, "x"))))
                .isEqualTo(refused(Refusal.NO_SUCH_UPLOAD));
    }

    @Test
    void a_bucket_removed_before_a_crash_gives_up_its_uploads_after_it() {
        UploadName upload = start("key");
        part(upload, 1, data(LEAST));
        var broken = world.newStore(new CutOff(world.state, 2));
        assertThatThrownBy(() -> broken.buckets().delete("bbb"))
                .isInstanceOf(IllegalStateException.class);
        assertThat(world.count('w')).isEqualTo(2);

        world.restart();
        world.store.recover();

        assertThat(world.count('w')).isZero();
        sweepLater();
        assertThat(world.extents.names()).isEmpty();
    }

    @Test
    void uploads_are_listed_by_key_and_age() {
        UploadName b1 = start("b");
        UploadName a = start("a/1");
        start("a/2");
        UploadName b2 = start("b");

        assertThat(ids(list("", "", 10))).startsWith(a.id()).endsWith(b1.id(), b2.id()).hasSize(4);
        assertThat(ids(list("b", "", 10))).containsExactly(b1.id(), b2.id());
        UploadListing.Page first = list("", "/", 2);
        assertThat(first.commonPrefixes()).containsExactly("a/");
        assertThat(ids(first)).containsExactly(b1.id());
        assertThat(first.more()).isTrue();
        UploadListing.Page second = list("", "/", 2, first.last());
        assertThat(second.commonPrefixes()).isEmpty();
        assertThat(ids(second)).containsExactly(b2.id());
        assertThat(second.more()).isFalse();
        var allOfA = new UploadListing.Mark("a/2", Optional.empty());
        assertThat(ids(list("", "", 10, allOfA))).containsExactly(b1.id(), b2.id());
        assertThat(list("", "", 0).more()).isFalse();
    }

    @Test
    void parts_are_listed_by_number() {
        UploadName upload = start("key");
        IntStream.of(10_000, 2, 300).forEach(number -> part(upload, number, data(number % 7)));

        var all = done(world.store.uploadListing().parts(upload, 0, 1_000));
        assertThat(all.parts()).extracting(UploadPart::number).containsExactly(2, 300, 10_000);
        assertThat(all.more()).isFalse();
        var first = done(world.store.uploadListing().parts(upload, 0, 2));
        assertThat(first.parts()).extracting(UploadPart::number).containsExactly(2, 300);
        assertThat(first.more()).isTrue();
        var rest = done(world.store.uploadListing().parts(upload, 300, 2));
        assertThat(rest.parts()).extracting(UploadPart::number).containsExactly(10_000);
    }

    private UploadName start(String key) {
        UploadInfo upload =
                done(
                        world.store
                                .uploads()
                                .start(
                                        new UploadStart(
                                                "bbb",
                                                key,
                                                ATTRIBUTES,
                                                "sum",
                                                StoreWorld.ORIGIN,
                                                false)));
        return new UploadName("bbb", key, upload.id());
    }

    private void part(UploadName upload, int number, byte[] data) {
        done(tryPart(upload, number, data));
    }

    private Outcome<UploadPart> tryPart(UploadName upload, int number, byte[] data) {
        try {
            return world.store
                    .uploads()
                    .part(upload, number, StoreWorld.body(new ByteArrayInputStream(data)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Outcome<StoredObject> complete(UploadName upload, int... numbers) {
        return complete(
                upload, IntStream.of(numbers).mapToObj(number -> named(upload, number)).toList());
    }

    private Outcome<StoredObject> complete(UploadName upload, List<Completion.Named> parts) {
        return world.store
                .uploads()
                .complete(
                        new Completion(
                                upload,
                                parts,
                                new Precondition.None(),
                                whole(),
                                StoreWorld.ORIGIN));
    }

    private static Completion.Named named(UploadName upload, int number) {
        assertThat(upload.id()).isPositive();
        return new Completion.Named(number, "none");
    }

    private static Completion.Assembly whole() {
        return (_, parts) -> new Completion.Sums("whole-" + parts.size(), List.of(), List.of());
    }

    private UploadListing.Page list(String prefix, String delimiter, int max) {
        return list(prefix, delimiter, max, new UploadListing.Mark("", Optional.empty()));
    }

    private UploadListing.Page list(
            String prefix, String delimiter, int max, UploadListing.Mark after) {
        var query = new ListQuery(prefix, delimiter, "", max);
        return done(world.store.uploadListing().page("bbb", query, after));
    }

    private static List<Long> ids(UploadListing.Page page) {
        return page.uploads().stream().map(UploadInfo::id).toList();
    }

    private byte[] piece(String key, long from, long length) {
        try (InputStream in = done(world.store.reads().open("bbb", key)).stream(from, length)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void sweepLater() {
        world.clock.advance(Duration.ofMinutes(10));
        world.store.sweeper().sweep();
    }

    private byte[] data(int size) {
        byte[] data = new byte[size];
        random.nextBytes(data);
        return data;
    }

    private static byte[] join(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static <T> Outcome<T> refused(Refusal why) {
        return Outcome.refused(why);
    }
}
