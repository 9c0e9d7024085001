package dev.carillon.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tests that every sound log is read to its end, however its records lie in the blocks. */
class LogScanTest {
    private static final int BLOCK = 32 << 10;
    private static final int HEADER = 7;
    private static final int TYPE_AT = 6;
    private static final byte FIRST = 2;
    private static final RocksSettings SMALL = new RocksSettings(16 << 20, 4 << 20, 1);

    @TempDir Path folder;

    @ParameterizedTest(name = "{0} bytes are left in the block")
    @ValueSource(ints = {0, 1, 6, HEADER, 8, 9})
    void a_record_may_end_anywhere_in_a_block(int left) throws IOException {
        Path data = folder.resolve("data");
        Path killed = folder.resolve("killed");
        try (var state = RocksState.open(data, SMALL)) {
            fillUpTo(state, data, BLOCK - left);
            state.commit(new Commit().put(key(3), new byte[100]));
            DamagedLogTest.copy(data, killed);
        }
        assertThat(Files.size(DamagedLogTest.log(killed))).isGreaterThan(BLOCK);

        LogScan.Found found = scan(killed);
        assertThat(found.broken()).isEmpty();
        assertThat(found.lastStamp()).hasValue(4);
        try (var state = RocksState.open(killed, SMALL)) {
            assertThat(state.get(key(3))).isPresent();
        }
    }

    @Test
    void a_block_with_room_for_a_header_only_ends_with_an_empty_first_piece() throws IOException {
        Path data = folder.resolve("data");
        try (var state = RocksState.open(data, SMALL)) {
            fillUpTo(state, data, BLOCK - HEADER);
            state.commit(new Commit().put(key(3), new byte[100]));
            byte[] log = Files.readAllBytes(DamagedLogTest.log(data));
            assertThat(log[BLOCK - HEADER + TYPE_AT]).isEqualTo(FIRST);
            assertThat(log[BLOCK - HEADER + 4]).isZero();
            assertThat(log[BLOCK - HEADER + 5]).isZero();
        }
    }

    @Test
    void a_log_that_ends_with_an_empty_first_piece_is_cut_short() throws IOException {
        Path data = folder.resolve("data");
        Path killed = folder.resolve("killed");
        try (var state = RocksState.open(data, SMALL)) {
            fillUpTo(state, data, BLOCK - HEADER);
            state.commit(new Commit().put(key(3), new byte[100]));
            DamagedLogTest.copy(data, killed);
        }
        Path log = DamagedLogTest.log(killed);
        Files.write(log, java.util.Arrays.copyOf(Files.readAllBytes(log), BLOCK));
        assertThat(scan(killed).broken()).hasValue(new LogScan.Break(log, BLOCK - HEADER));
    }

    private static LogScan.Found scan(Path data) {
        var disk = new RealDisk();
        return LogScan.scan(disk, LogScan.files(disk, data.resolve("db")));
    }

    /** Makes three commits, so that the log is that long. */
    private static void fillUpTo(State state, Path data, int end) throws IOException {
        state.commit(new Commit().put(key(0), new byte[1_000]));
        long before = size(data);
        state.commit(new Commit().put(key(1), new byte[1_000]));
        long record = size(data) - before;
        // The length of a value of 128 bytes to 16 KiB takes two bytes; that of a longer one,
        // three.
        long value = end - size(data) - record + 1_000 - 1;
        state.commit(new Commit().put(key(2), new byte[(int) value]));
        assertThat(size(data)).isEqualTo(end);
    }

    private static long size(Path data) throws IOException {
        return Files.size(DamagedLogTest.log(data));
    }

    private static Key key(int number) {
        return Template.builder().u8('k').i64(number).key();
    }
}
