package dev.carillon.store;

import static dev.carillon.store.ObjectsTest.done;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.state.Commit;
import dev.carillon.state.Disk;
import dev.carillon.stats.Stats;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Data that changed on the disk is never returned, whatever changed. */
class DamagedDataFaultTest {
    private static final int BLOCK = BlockSums.BLOCK_BYTES;

    private final StoreWorld world = StoreWorld.withBucket().takingPartsOf(1);
    private final Random random = new Random(3);

    @Test
    void whatever_range_is_read_it_is_what_was_written() throws IOException {
        for (int size : new int[] {BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 3 * BLOCK + 777}) {
            byte[] data = put("key", size);
            for (int i = 0; i < 200; i++) {
                int from = near(random.nextInt(4) * BLOCK, size);
                int to = Math.max(from, near(random.nextInt(5) * BLOCK, size));
                assertThat(read("key", from, to - from))
                        .isEqualTo(Arrays.copyOfRange(data, from, to));
            }
            assertThat(world.read("key")).isEqualTo(data);
        }
    }

    @Test
    void a_flipped_bit_in_the_first_block_is_known_before_anything_is_handed_on() {
        put("key", 3 * BLOCK);
        damage(flip(17));

        assertThatThrownBy(() -> open("key").stream(0, 3 * BLOCK))
                .isInstanceOf(DamagedDataException.class)
                .hasMessageContaining("object key in bucket bbb, version ")
                .hasMessageContaining(", block 0: its checksum does not fit");
    }

    @Test
    void a_flipped_bit_further_on_ends_the_data_before_its_block() throws IOException {
        byte[] data = put("key", 3 * BLOCK);
        damage(flip(2 * BLOCK + 5));

        var got = new ByteArrayOutputStream();
        try (InputStream in = open("key").stream(10, 3 * BLOCK - 10)) {
            assertThatThrownBy(() -> in.transferTo(got))
                    .isInstanceOf(DamagedDataException.class)
                    .hasMessageContaining("block 2");
        }
        assertThat(got.toByteArray()).isEqualTo(Arrays.copyOfRange(data, 10, 2 * BLOCK));
    }

    @Test
    void ranges_beside_a_bad_block_are_still_handed_out() throws IOException {
        byte[] data = put("key", 3 * BLOCK);
        damage(flip(BLOCK));

        assertThat(read("key", 0, BLOCK)).isEqualTo(Arrays.copyOf(data, BLOCK));
        assertThat(read("key", 2 * BLOCK, BLOCK))
                .isEqualTo(Arrays.copyOfRange(data, 2 * BLOCK, 3 * BLOCK));
        assertThatThrownBy(() -> read("key", BLOCK - 1, 2))
                .isInstanceOf(DamagedDataException.class);
        assertThatThrownBy(() -> read("key", 2 * BLOCK - 1, 1))
                .isInstanceOf(DamagedDataException.class);
    }

    @Test
    void a_page_of_zeros_is_found() {
        put("key", 2 * BLOCK);
        damage(bytes -> {
            Arrays.fill(bytes, 8_192, 12_288, (byte) 0);
            return bytes;
        });
        assertDamaged("key", "block 0");
    }

    @Test
    void blocks_that_changed_places_are_found() {
        put("key", 2 * BLOCK);
        damage(bytes -> {
            byte[] swapped = bytes.clone();
            System.arraycopy(bytes, 0, swapped, BLOCK, BLOCK);
            System.arraycopy(bytes, BLOCK, swapped, 0, BLOCK);
            return swapped;
        });
        assertDamaged("key", "block 0");
    }

    @Test
    void files_that_changed_places_are_found() {
        put("key", 2 * BLOCK);
        put("other", 2 * BLOCK);
        List<Path> files = files();
        byte[] first = bytes(files.get(0));
        byte[] second = bytes(files.get(1));
        world.disk.damage(files.get(0), _ -> second);
        world.disk.damage(files.get(1), _ -> first);

        assertDamaged("key", "its table of checksums is damaged");
        assertDamaged("other", "its table of checksums is damaged");
    }

    @Test
    void a_file_that_was_cut_or_grew_is_found() {
        put("key", 2 * BLOCK);
        byte[] whole = bytes(files().getFirst());
        for (int size : new int[] {0, 1, BLOCK, 2 * BLOCK, whole.length - 1, whole.length + 1}) {
            damage(_ -> Arrays.copyOf(whole, size));
            assertDamaged(
                    "key", "it has %d bytes and should have %d".formatted(size, whole.length));
        }
    }

    @Test
    void a_file_that_is_gone_is_found() {
        put("key", 2 * BLOCK);
        world.disk.delete(files().getFirst());
        assertDamaged("key", "it is not there");
    }

    @Test
    void a_damaged_table_of_sums_is_found() {
        put("key", 2 * BLOCK);
        byte[] whole = bytes(files().getFirst());
        for (int at = 2 * BLOCK; at < whole.length; at++) {
            int place = at;
            damage(_ -> flip(place).apply(whole.clone()));
            assertDamaged("key", "its table of checksums is damaged");
        }
    }

    @Test
    void an_object_of_parts_is_verified_part_by_part() throws IOException {
        UploadName upload = start("key");
        byte[] first = part(upload, 1, BLOCK + 100);
        byte[] second = part(upload, 2, BLOCK);
        int files = files().size();
        StoredObject made = complete(upload, 1, 2);
        assertThat(files()).hasSize(files);
        assertThat(made.size()).isEqualTo(first.length + second.length);
        Path last = world.disk.list(Path.of("/data/extents/01")).getFirst().path();
        world.disk.damage(last, flip(BLOCK - 1));

        assertThat(read("key", 0, BLOCK + 100)).isEqualTo(first);
        assertThatThrownBy(() -> read("key", BLOCK + 99, 2))
                .isInstanceOf(DamagedDataException.class)
                .hasMessageContaining("block 0");
    }

    @Test
    void a_copy_of_damaged_data_fails_and_leaves_nothing() {
        put("key", 3 * BLOCK);
        damage(flip(BLOCK));
        try (ObjectData source = open("key")) {
            var body = StoreWorld.body(source.stream(0, 3 * BLOCK), 3 * BLOCK);
            assertThatThrownBy(() -> world.store.objects().put(world.upload("copy"), body))
                    .isInstanceOf(DamagedDataException.class);
        }
        assertThat(files()).hasSize(1);
        assertThat(world.store.reads().head("bbb", "copy"))
                .isEqualTo(Outcome.refused(Refusal.NO_SUCH_OBJECT));
    }

    @Test
    void damage_is_known_once_until_the_object_is_gone() {
        var stats = new Stats();
        world.store.damages().register(stats);
        put("key", 2 * BLOCK);
        assertThat(world.store.damages().trouble()).isEmpty();
        damage(flip(0));
        assertDamaged("key", "block 0");
        assertDamaged("key", "block 0");

        assertThat(world.store.damages().trouble().orElse(""))
                .contains("damaged data files of large objects: 1;")
                .contains("object key in bucket bbb")
                .contains("carillon audit --deep");
        assertThat(written(stats))
                .contains("carillon_damaged_reads 2.0")
                .contains("carillon_damaged_files 1.0")
                .contains(
                        "carillon_damaged_file{file=\"%s\"} 1.0"
                                .formatted(files().getFirst().getFileName()));

        world.delete("key");
        world.clock.advance(Duration.ofMinutes(11));
        world.store.sweeper().sweep();
        assertThat(world.store.damages().trouble()).isEmpty();
    }

    @Test
    void looking_at_all_files_finds_each_bad_block() {
        put("good", 2 * BLOCK);
        put("bad", 3 * BLOCK);
        part(start("unfinished"), 7, BLOCK);
        List<Path> files = files();
        world.disk.damage(files.get(1), flip(5).andThen(flip(2 * BLOCK))::apply);
        world.disk.damage(files.get(2), flip(0));

        var outside = new ArrayList<String>();
        DataFiles.check(world.state, world.extents, ReadPace.none(), outside::add);
        assertThat(outside).isEmpty();
        var deep = new ArrayList<String>();
        var report = DataFiles.check(world.state, world.extents, ReadPace.of(1L << 40), deep::add);
        assertThat(report).isEqualTo(new DataFiles.Report(3, 0, 3L * BLOCK));
        assertThat(deep).hasSize(3);
        assertThat(deep.get(0)).contains("object bad in bucket bbb").contains("block 0");
        assertThat(deep.get(1)).contains("object bad in bucket bbb").contains("block 2");
        assertThat(deep.get(2)).contains("part 7 of an upload").contains("block 0");
    }

    @Test
    void a_file_without_sums_is_read_as_it_was_and_counts_as_unverified() {
        byte[] data = put("key", 2 * BLOCK);
        asFormat2Wrote("key");

        assertThat(world.read("key")).isEqualTo(data);
        assertThat(
                        DataFiles.check(
                                world.state, world.extents, ReadPace.none(), AssertionError::new))
                .isEqualTo(new DataFiles.Report(1, 1, 0));
        damage(bytes -> Arrays.copyOf(bytes, BLOCK));
        assertDamaged("key", "it has %d bytes and should have %d".formatted(BLOCK, 2 * BLOCK));
    }

    @Test
    void an_extent_is_kept_as_it_is_with_sums_or_without() {
        var extents = List.of(new Extent(-7, 8, (1L << 40) + 1, true), new Extent(-7, 8, 0, false));
        var garbage = new Garbage(world.clock.instant(), extents).write();
        assertThat(Garbage.read(garbage.bytes()).extents()).isEqualTo(extents);
    }

    private void assertDamaged(String key, String why) {
        assertThatThrownBy(
                        () -> {
                            try (InputStream in = open(key).stream(0, 1)) {
                                in.readAllBytes();
                            }
                        })
                .isInstanceOf(DamagedDataException.class)
                .hasMessageContaining("object " + key + " in bucket bbb")
                .hasMessageContaining(why);
    }

    /** Removes the sums from the file, and from the record the mark that it has some. */
    private void asFormat2Wrote(String key) {
        damage(bytes -> Arrays.copyOf(bytes, 2 * BLOCK));
        StoredObject object = done(world.store.reads().head("bbb", key));
        var extents = ((Placement.Files) object.placement()).extents();
        Extent extent = extents.getFirst();
        var old =
                new StoredObject(
                        key,
                        object.stamp(),
                        object.deleteMarker(),
                        object.versioned(),
                        object.size(),
                        object.etag(),
                        object.modified(),
                        object.attributes(),
                        object.checksums(),
                        new Placement.Files(
                                List.of(
                                        new Extent(
                                                extent.run(),
                                                extent.number(),
                                                extent.length(),
                                                false))),
                        object.partChecksums());
        long bucket = done(world.store.buckets().head("bbb")).id();
        var commit = new Commit();
        commit.put(StoreKeys.object(bucket, key), ObjectRecord.write(old).bytes());
        world.state.commit(commit);
    }

    private byte[] put(String key, int size) {
        byte[] data = data(size);
        done(world.put(key, data));
        return data;
    }

    private byte[] data(int size) {
        byte[] data = new byte[size];
        random.nextBytes(data);
        return data;
    }

    private int near(int place, int size) {
        return Math.clamp((long) place + random.nextInt(-3, 4), 0, size);
    }

    private ObjectData open(String key) {
        return done(world.store.reads().open("bbb", key));
    }

    private byte[] read(String key, long from, long length) throws IOException {
        try (InputStream in = open(key).stream(from, length)) {
            return in.readAllBytes();
        }
    }

    private void damage(UnaryOperator<byte[]> damage) {
        world.disk.damage(files().getFirst(), damage);
    }

    private static UnaryOperator<byte[]> flip(int at) {
        return bytes -> {
            bytes[at] ^= 0x10;
            return bytes;
        };
    }

    /** Returns the data files, oldest first. */
    private List<Path> files() {
        return IntStream.range(0, 256)
                .mapToObj(number -> Path.of("/data/extents", "%02x".formatted(number)))
                .flatMap(path -> world.disk.list(path).stream())
                .map(Disk.Entry::path)
                .toList();
    }

    private byte[] bytes(Path file) {
        var found = new ArrayList<byte[]>();
        world.disk.damage(
                file,
                bytes -> {
                    found.add(bytes.clone());
                    return bytes;
                });
        return found.getFirst();
    }

    private UploadName start(String key) {
        var start = new UploadStart("bbb", key, Attributes.none(), "sum", StoreWorld.ORIGIN, false);
        return new UploadName("bbb", key, done(world.store.uploads().start(start)).id());
    }

    private byte[] part(UploadName upload, int number, int size) {
        byte[] data = data(size);
        try {
            var body = StoreWorld.body(new ByteArrayInputStream(data));
            done(world.store.uploads().part(upload, number, body));
            return data;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private StoredObject complete(UploadName upload, int... numbers) {
        var parts =
                IntStream.of(numbers)
                        .mapToObj(number -> new Completion.Named(number, "none"))
                        .toList();
        Completion.Assembly sums = (_, _) -> new Completion.Sums("whole", List.of(), List.of());
        return done(
                world.store
                        .uploads()
                        .complete(
                                new Completion(
                                        upload,
                                        parts,
                                        new Precondition.None(),
                                        sums,
                                        StoreWorld.ORIGIN)));
    }

    private static String written(Stats stats) {
        var out = new ByteArrayOutputStream();
        try {
            stats.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
