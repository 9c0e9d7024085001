package dev.carillon.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What a new process finds when the log of the one before it is not as it was written. */
class DamagedLogTest {
    private static final int COMMITS = 50;

    @TempDir Path folder;

    @Test
    void a_last_write_cut_short_is_dropped_and_all_before_it_stays() throws IOException {
        Path copy = copyOfRunning();
        Path log = log(copy);
        byte[] bytes = Files.readAllBytes(log);
        Files.write(log, Arrays.copyOf(bytes, bytes.length - 3));

        try (var state = RocksState.open(copy)) {
            for (int i = 0; i < COMMITS - 1; i++) {
                assertThat(state.get(key(i))).isPresent();
            }
            assertThat(state.get(key(COMMITS - 1))).isEmpty();
        }
    }

    @Test
    void damage_in_the_middle_is_refused_rather_than_forgotten() throws IOException {
        Path copy = copyOfRunning();
        Path log = log(copy);
        byte[] bytes = Files.readAllBytes(log);
        bytes[bytes.length / 2] ^= 1;
        Files.write(log, bytes);

        assertThatThrownBy(() -> RocksState.open(copy))
                .isInstanceOf(CannotOpenStateException.class);
    }

    /** As the disk is when a process dies: nothing was closed. */
    private Path copyOfRunning() throws IOException {
        Path original = folder.resolve("running");
        Path copy = folder.resolve("copy");
        try (var state = RocksState.open(original)) {
            for (int i = 0; i < COMMITS; i++) {
                state.commit(new Commit().put(key(i), new byte[100]));
            }
            try (Stream<Path> files = Files.walk(original)) {
                for (Path file : files.toList()) {
                    Files.copy(file, copy.resolve(original.relativize(file)));
                }
            }
        }
        return copy;
    }

    private static Path log(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> logs = files.filter(it -> it.toString().endsWith(".log")).toList();
            return logs.stream()
                    .max(Comparator.comparing(it -> it.toFile().length()))
                    .orElseThrow();
        }
    }

    private static Key key(int number) {
        return Template.builder().u8('k').i64(number).key();
    }
}
