package dev.carillon.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;

/** Tests of a start after the log was changed or cut. */
class DamagedLogTest {
    private static final int COMMITS = 200;
    private static final int ZEROED = 4_096;
    private static final RocksSettings SMALL = new RocksSettings(16 << 20, 4 << 20, 1);

    @TempDir Path folder;

    /** The copy of the disk as it is when a process dies without closing anything. */
    private Path killed = Path.of("");

    private Path stopped = Path.of("");

    @BeforeEach
    void write() throws IOException {
        Path original = folder.resolve("original");
        killed = folder.resolve("killed");
        stopped = folder.resolve("stopped");
        try (var state = RocksState.open(original, SMALL)) {
            for (int i = 0; i < COMMITS; i++) {
                state.commit(new Commit().put(key(i), new byte[1_000]));
            }
            copy(original, killed);
        }
        copy(original, stopped);
    }

    @Test
    void what_a_killed_process_left_is_whole() {
        assertWhole(killed);
        assertWhole(stopped);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5_000, 100_000})
    void an_acknowledged_end_that_is_cut_off_is_named_and_refused(int bytes) throws IOException {
        byte[] whole = Files.readAllBytes(log(killed));
        Path log = log(killed);
        Files.write(log, Arrays.copyOf(whole, whole.length - bytes));
        assertThatThrownBy(() -> RocksState.open(killed, SMALL))
                .isInstanceOf(CannotOpenStateException.class)
                .hasMessageContaining("commit 200 was acknowledged")
                .hasMessageContaining("--accept-loss");

        Files.write(log, whole);
        assertWhole(killed);
    }

    @Test
    void an_end_of_zeros_is_refused() throws IOException {
        byte[] whole = Files.readAllBytes(log(killed));
        byte[] zeroed = whole.clone();
        Arrays.fill(zeroed, whole.length - ZEROED, whole.length, (byte) 0);
        Files.write(log(killed), zeroed);
        assertRefused(killed, "is damaged or cut short at byte");

        Files.write(log(killed), whole);
        assertWhole(killed);
    }

    @Test
    void a_page_of_zeros_anywhere_is_refused() throws IOException {
        byte[] whole = Files.readAllBytes(log(killed));
        for (int page = 0; page < whole.length / ZEROED; page++) {
            byte[] zeroed = whole.clone();
            Arrays.fill(zeroed, page * ZEROED, (page + 1) * ZEROED, (byte) 0);
            Files.write(log(killed), zeroed);
            assertThatThrownBy(() -> RocksState.open(killed, SMALL))
                    .as("page %d", page)
                    .isInstanceOf(CannotOpenStateException.class);
        }
        Files.write(log(killed), whole);
        assertWhole(killed);
    }

    @Test
    void a_log_that_is_gone_is_refused_and_can_be_put_back() throws IOException {
        Path log = log(killed);
        Path away = Files.move(log, folder.resolve("away"));
        assertRefused(killed, "what is there ends with commit 0");
        assertRefused(killed, "what is there ends with commit 0");
        Files.move(away, log);
        assertWhole(killed);
    }

    @Test
    void damage_in_the_middle_is_refused_rather_than_forgotten() throws IOException {
        Path log = log(killed);
        byte[] bytes = Files.readAllBytes(log);
        bytes[bytes.length / 2] ^= 1;
        Files.write(log, bytes);
        assertThatThrownBy(() -> RocksState.open(killed, SMALL))
                .isInstanceOf(CannotOpenStateException.class);
        bytes[bytes.length / 2] ^= 1;
        Files.write(log, bytes);
        assertWhole(killed);
    }

    @Test
    void an_unacknowledged_write_may_be_torn() throws IOException {
        LogEndFile.make(new RealDisk(), killed, new LogEnd(COMMITS - 1, 0, 0));
        byte[] whole = Files.readAllBytes(log(killed));
        Files.write(log(killed), Arrays.copyOf(whole, whole.length - 3));
        try (var state = RocksState.open(killed, SMALL)) {
            assertThat(state.get(key(COMMITS - 2))).isPresent();
            assertThat(state.get(key(COMMITS - 1))).isEmpty();
        }
    }

    @Test
    void the_first_write_after_a_start_may_be_torn() throws IOException {
        assertWhole(killed);
        Path log = log(killed);
        Files.write(log, new byte[] {1, 2, 3, 4, 5, 6, 1, 8, 9});
        assertWhole(killed);
    }

    @Test
    void a_stopped_store_does_not_need_its_log() throws IOException {
        try (Stream<Path> files = Files.list(stopped.resolve("db"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".log")).toList()) {
                Files.delete(file);
            }
        }
        assertWhole(stopped);
    }

    @Test
    void an_accepted_loss_makes_stamps_jump_and_holds_for_that_loss_only() throws IOException {
        byte[] whole = Files.readAllBytes(log(killed));
        Files.write(log(killed), Arrays.copyOf(whole, whole.length / 2));
        long there;
        try (var state = RocksState.open(killed, SMALL, AcceptedLoss.after(1))) {
            throw new AssertionError("another loss was accepted: " + state.figures());
        } catch (CannotOpenStateException e) {
            String message = String.valueOf(e.getMessage());
            there = Long.parseLong(message.replaceAll("(?s).*--accept-loss ([0-9]+):.*", "$1"));
        }
        try (var state = RocksState.open(killed, SMALL, AcceptedLoss.after(there))) {
            assertThat(state.get(key((int) there - 1))).isPresent();
            assertThat(state.get(key((int) there))).isEmpty();
            var done = (CommitResult.Committed) state.commit(new Commit().put(key(0), new byte[1]));
            assertThat(done.stamp()).isGreaterThan(COMMITS + Continuity.JUMP);
        }
        try (var state = RocksState.open(killed, SMALL, AcceptedLoss.after(there))) {
            var done = (CommitResult.Committed) state.commit(new Commit().put(key(0), new byte[1]));
            assertThat(done.stamp()).as("no second jump").isLessThan(2 * Continuity.JUMP);
        }
    }

    @Test
    void a_process_that_dies_right_after_accepting_needs_no_second_acceptance() throws IOException {
        Files.delete(log(killed));
        Path copy = folder.resolve("copy");
        try (var state = RocksState.open(killed, SMALL, AcceptedLoss.after(0))) {
            assertThat(state.get(key(0))).isEmpty();
            copy(killed, copy);
        }
        try (var state = RocksState.open(copy, SMALL)) {
            var done = (CommitResult.Committed) state.commit(new Commit().put(key(0), new byte[1]));
            assertThat(done.stamp()).isGreaterThan(COMMITS + Continuity.JUMP);
        }
    }

    private static void assertWhole(Path directory) {
        try (var state = RocksState.open(directory, SMALL)) {
            for (int i = 0; i < COMMITS; i++) {
                assertThat(state.get(key(i))).isPresent();
            }
        }
    }

    private static void assertRefused(Path directory, String why) {
        assertThatThrownBy(() -> RocksState.open(directory, SMALL))
                .isInstanceOf(CannotOpenStateException.class)
                .hasMessageContaining(why);
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    static Path log(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .max(Comparator.comparing(path -> path.getFileName().toString()))
                    .orElseThrow();
        }
    }

    private static Key key(int number) {
        return Template.builder().u8('k').i64(number).key();
    }
}
