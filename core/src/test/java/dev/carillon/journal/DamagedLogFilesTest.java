package dev.carillon.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.delivery.LaneId;
import dev.carillon.journal.Recorded.Asked;
import dev.carillon.state.Commit;
import dev.carillon.state.DamagedStateException;
import dev.carillon.state.RocksSettings;
import dev.carillon.state.RocksState;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** The event log in a real database with a damaged block. */
class DamagedLogFilesTest {
    private static final int EVENTS = 2_000;
    private static final int OWED_EVERY = 100;
    private static final LaneId LANE = new LaneId(5);
    private static final RocksSettings SMALL = new RocksSettings(16 << 20, 4 << 20, 1);

    @TempDir Path folder;

    @Test
    void the_log_is_cut_around_a_bad_block_and_what_is_owed_stays() throws IOException {
        try (var state = RocksState.open(folder, SMALL)) {
            var journal = new Journal(state);
            for (int i = 1; i <= EVENTS; i++) {
                List<Asked> asked =
                        i % OWED_EVERY == 0 ? List.of(new Asked(LANE, "rule")) : List.of();
                var commit = new Commit();
                journal.record(commit, JournalWorld.change("key-" + i), 0, asked);
                state.commit(commit);
            }
        }
        flipABit();
        try (var state = RocksState.open(folder, SMALL)) {
            var journal = new Journal(state);
            var retention = new Retention(state, journal, Duration.ZERO, 0);
            Instant later = JournalWorld.TIME.plusSeconds(9);
            long gone = retention.trim(later);

            int unreadable = 0;
            for (long stamp = 1; stamp <= EVENTS; stamp++) {
                Seen seen = look(journal, stamp);
                unreadable += seen == Seen.UNREADABLE ? 1 : 0;
                if (seen != Seen.UNREADABLE) {
                    assertThat(seen)
                            .as("event %d", stamp)
                            .isEqualTo(stamp % OWED_EVERY == 0 ? Seen.THERE : Seen.GONE);
                }
            }
            assertThat(unreadable).isBetween(1, 300);
            assertThat(gone).isBetween(EVENTS - 320L, EVENTS - 20L);
            assertThat(journal.owing(LANE)).isEqualTo(EVENTS / OWED_EVERY);
            assertThat(retention.trim(later)).as("again").isZero();
        }
    }

    private enum Seen {
        THERE,
        GONE,
        UNREADABLE
    }

    private static Seen look(Journal journal, long stamp) {
        try {
            return journal.event(stamp).isPresent() ? Seen.THERE : Seen.GONE;
        } catch (DamagedStateException _) {
            return Seen.UNREADABLE;
        }
    }

    /** Flips a bit behind the middle one of the keys of events. */
    private void flipABit() throws IOException {
        Path file = largestTable();
        byte[] bytes = Files.readAllBytes(file);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        List<Integer> places =
                IntStream.iterate(
                                text.indexOf("e\0\0\0\0\0\0"),
                                at -> at >= 0,
                                at -> text.indexOf("e\0\0\0\0\0\0", at + 1))
                        .boxed()
                        .toList();
        assertThat(places).hasSizeGreaterThan(2);
        bytes[places.get(places.size() / 2) + 40] ^= 1;
        Files.write(file, bytes);
    }

    private Path largestTable() throws IOException {
        try (var files = Files.list(folder.resolve("db"))) {
            return files.filter(file -> file.toString().endsWith(".sst"))
                    .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
                    .orElseThrow();
        }
    }
}
