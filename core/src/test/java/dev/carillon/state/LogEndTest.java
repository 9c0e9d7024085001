package dev.carillon.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Tests of the file that records the end of the log, and of starts with it. */
class LogEndTest {
    private static final RocksSettings SMALL = new RocksSettings(16 << 20, 4 << 20, 1);

    @TempDir Path folder;

    private final Disk disk = new RealDisk();

    @Test
    void is_exact_when_the_process_dies() throws IOException {
        Path data = folder.resolve("data");
        try (var state = RocksState.open(data, SMALL)) {
            for (int i = 1; i <= 20; i++) {
                state.commit(new Commit().put(key(i), new byte[10]));
                assertThat(stamp(data)).isEqualTo(i);
            }
        }
        assertThat(stamp(data)).isEqualTo(20);
    }

    @Test
    void is_written_after_the_sync_has_returned_and_never_before() throws IOException {
        Path data = folder.resolve("data");
        var seen = new ArrayList<Long>();
        var log = new ArrayList<HeldLog>();
        try (var state =
                RocksState.open(
                        data,
                        SMALL,
                        AcceptedLoss.none(),
                        rocks -> {
                            log.add(
                                    new HeldLog(rocks) {
                                        @Override
                                        public void write(long lastStamp) {
                                            super.write(lastStamp);
                                            seen.add(stamp(data));
                                        }
                                    });
                            return log.getFirst();
                        })) {
            state.commit(new Commit().put(key(1), new byte[10]));
            state.commit(new Commit().put(key(2), new byte[10]));
            log.getFirst().fail();
            assertThatThrownBy(() -> state.commit(new Commit().put(key(3), new byte[10])))
                    .isInstanceOf(UnknownOutcomeException.class);
        }
        assertThat(seen).containsExactly(0L, 1L);
        assertThat(stamp(data)).as("the third was never durable").isEqualTo(2);
    }

    /**
     * Restores the disk at each step of a first start, as a kill leaves it: every one can be
     * opened.
     */
    @Test
    void a_process_may_die_at_any_step_of_its_first_start() throws IOException {
        Path whole = folder.resolve("whole");
        RocksState.open(whole, SMALL).close();
        Path empty = Files.createDirectory(folder.resolve("empty"));
        opens(empty);
        Path marked = Files.createDirectory(folder.resolve("marked"));
        LogEndFile.make(disk, marked, LogEnd.none());
        opens(marked);
        Path numbered = Files.createDirectory(folder.resolve("numbered"));
        LogEndFile.make(disk, numbered, LogEnd.none());
        DataFormat.write(disk, numbered);
        opens(numbered);
        Path begun = folder.resolve("begun");
        DamagedLogTest.copy(whole, begun);
        LogEndFile.make(disk, begun, LogEnd.none());
        Files.delete(begun.resolve("db/CURRENT"));
        Files.delete(DamagedLogTest.log(begun));
        opens(begun);
        Path unfinished = folder.resolve("unfinished");
        DamagedLogTest.copy(whole, unfinished);
        Files.writeString(unfinished.resolve("log-end.new"), "torn");
        Files.writeString(unfinished.resolve("format.new"), "torn");
        opens(unfinished);
    }

    /** Does the same for the first start over a folder of format 2. */
    @Test
    void a_process_may_die_at_any_step_of_a_migration() throws IOException {
        Path old = folder.resolve("old");
        try (var state = RocksState.open(old, SMALL)) {
            state.commit(new Commit().put(key(1), new byte[10]));
        }
        Files.writeString(old.resolve("format"), "2\n");
        Files.delete(old.resolve("log-end"));
        Path marked = folder.resolve("marked");
        DamagedLogTest.copy(old, marked);
        LogEndFile.make(disk, marked, new LogEnd(1, 0, 0));
        for (Path data : List.of(old, marked)) {
            try (var state = RocksState.open(data, SMALL)) {
                assertThat(state.get(key(1))).isPresent();
            }
            assertThat(stamp(data)).isEqualTo(1);
            assertThat(data.resolve("format")).hasContent("6\n");
        }
    }

    /** A folder of format 3 says how far its log reaches, and is held to that. */
    @Test
    void a_folder_of_format_3_without_it_is_refused() throws IOException {
        Path data = folder.resolve("data");
        try (var state = RocksState.open(data, SMALL)) {
            state.commit(new Commit().put(key(1), new byte[10]));
        }
        Files.writeString(data.resolve("format"), "3\n");
        Files.delete(data.resolve("log-end"));
        assertThatThrownBy(() -> RocksState.open(data, SMALL))
                .isInstanceOf(CannotOpenStateException.class)
                .hasMessageContaining("log-end is missing");
        assertThat(data.resolve("format")).hasContent("3\n");
    }

    /**
     * Tears one slot: whichever was being written when the power failed, another has nearly the
     * same end.
     */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void one_slot_may_be_torn(int slot) throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        LogEndFile.make(disk, data, new LogEnd(5, 0, 0));
        try (var end = LogEndFile.start(disk, data, new LogEnd(5, 0, 0), logEnd -> logEnd)) {
            end.reached(6);
            end.sync();
            end.reached(7);
            end.sync();
            byte[] bytes = Files.readAllBytes(data.resolve("log-end"));
            bytes[slot * LogEndFile.SLOT_BYTES + 12] ^= 1;
            Path torn = Files.createDirectory(folder.resolve("torn"));
            Files.write(torn.resolve("log-end"), bytes);
            assertThat(stamp(torn)).isBetween(6L, 7L);
        }
    }

    @Test
    void names_the_newest_file_of_the_log_once_a_second() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        try (var end =
                LogEndFile.start(
                        disk,
                        data,
                        LogEnd.none(),
                        logEnd -> new LogEnd(logEnd.stamp(), 9, 1_234))) {
            end.reached(6);
            end.sync();
        }
        assertThat(LogEndFile.read(disk, data))
                .isEqualTo(new LogEndFile.Found.Known(new LogEnd(6, 9, 1_234)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing", "empty", "zeroed", "flipped"})
    void without_a_complete_file_a_start_is_refused_until_the_loss_is_accepted(String what)
            throws IOException {
        Path data = folder.resolve("data");
        try (var state = RocksState.open(data, SMALL)) {
            state.commit(new Commit().put(key(1), new byte[10]));
        }
        Path file = data.resolve("log-end");
        byte[] whole = Files.readAllBytes(file);
        damage(what, file, whole);
        assertThatThrownBy(() -> RocksState.open(data, SMALL))
                .isInstanceOf(CannotOpenStateException.class)
                .hasMessageContaining("log-end")
                .hasMessageContaining(what.equals("missing") ? "is missing" : "is damaged")
                .hasMessageContaining("--accept-loss 1:");
        Files.write(file, whole);
        opens(data);
        damage(what, file, whole);
        try (var state = RocksState.open(data, SMALL, AcceptedLoss.after(1))) {
            assertThat(state.get(key(1))).isPresent();
        }
        opens(data);
        assertThat(stamp(data)).isEqualTo(1 + Continuity.JUMP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"format", "db/CURRENT", "db"})
    void a_folder_that_is_half_there_is_refused(String what) throws IOException {
        Path data = folder.resolve("data");
        try (var state = RocksState.open(data, SMALL)) {
            state.commit(new Commit().put(key(1), new byte[10]));
        }
        Path away = Files.move(data.resolve(what), folder.resolve("away"));
        assertThatThrownBy(() -> RocksState.open(data, SMALL))
                .isInstanceOf(CannotOpenStateException.class)
                .hasMessageContaining("is only half there")
                .hasMessageContaining("restore the whole folder from a backup");
        Files.move(away, data.resolve(what));
        opens(data);
    }

    private static void damage(String what, Path file, byte[] whole) throws IOException {
        switch (what) {
            case "missing" -> Files.delete(file);
            case "empty" -> Files.write(file, new byte[0]);
            case "zeroed" -> Files.write(file, new byte[whole.length]);
            default -> {
                byte[] flipped = whole.clone();
                for (int slot = 0; slot < LogEndFile.SLOTS; slot++) {
                    flipped[slot * LogEndFile.SLOT_BYTES + 9] ^= 4;
                }
                Files.write(file, flipped);
            }
        }
    }

    private static void opens(Path data) {
        RocksState.open(data, SMALL).close();
        RocksState.open(data, SMALL).close();
    }

    private long stamp(Path data) {
        return switch (LogEndFile.read(disk, data)) {
            case LogEndFile.Found.Known(LogEnd end) -> end.stamp();
            case LogEndFile.Found.Missing(), LogEndFile.Found.Damaged() -> -1;
        };
    }

    private static Key key(int number) {
        return Template.builder().u8('k').i64(number).key();
    }
}
