package dev.carillon.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.Stream;

/** Tests in which a compaction meets a bad block that was not read before. */
class DamagedCompactionTest {
    private static final RocksSettings SMALL = new RocksSettings(4 << 20, 1 << 20, 1);
    private static final int KEYS = 500;
    private static final int MORE_KEYS = 2_500;

    /** The number of sorted files written: one fewer than those that start a compaction. */
    private static final int FILES = 3;

    @TempDir Path folder;
    private final Random random = new Random(1);
    private long lastStamp;

    @BeforeEach
    void flipABit() throws IOException {
        for (int file = 0; file < FILES; file++) {
            try (var state = RocksState.open(folder, SMALL)) {
                write(state, 'a', KEYS);
            }
        }
        Path oldest = oldestTable();
        byte[] bytes = Files.readAllBytes(oldest);
        bytes[bytes.length / 2] ^= 1;
        Files.write(oldest, bytes);
    }

    @Test
    void no_commit_fails_and_nothing_is_compacted_any_more() {
        try (var state = RocksState.open(folder, SMALL)) {
            write(state, 'b', MORE_KEYS);
            assertThat(folder.resolve("db/DAMAGED")).exists();
            assertThat(state.figures().recoveries()).isEqualTo(1);
            assertThat(state.trouble()).isEmpty();
            assertThat(state.damage().places()).isEqualTo(1);
            assertThat(String.valueOf(state.damage().trouble())).contains(".sst");
            assertReadable(state, 'b');
        }
        try (var state = RocksState.open(folder, SMALL)) {
            write(state, 'c', MORE_KEYS);
            assertThat(state.figures().recoveries()).isZero();
            assertReadable(state, 'b');
            assertReadable(state, 'c');
        }
    }

    private static void assertReadable(RocksState state, char table) {
        for (int i = 0; i < MORE_KEYS; i++) {
            assertThat(state.get(key(table, i))).as("key %d", i).isPresent();
        }
    }

    private void write(RocksState state, char table, int keys) {
        for (int i = 0; i < keys; i++) {
            byte[] value = new byte[1_000];
            random.nextBytes(value);
            var done =
                    (CommitResult.Committed) state.commit(new Commit().put(key(table, i), value));
            assertThat(done.stamp()).isEqualTo(++lastStamp);
        }
    }

    private Path oldestTable() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("db"))) {
            return files.filter(file -> file.toString().endsWith(".sst"))
                    .min(Comparator.comparing(path -> path.getFileName().toString()))
                    .orElseThrow();
        }
    }

    private static Key key(char table, int number) {
        return Template.builder().u8(table).i64(number).key();
    }
}
