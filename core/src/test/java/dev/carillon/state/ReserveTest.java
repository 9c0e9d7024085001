package dev.carillon.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

class ReserveTest {
    @TempDir private Path data;
    private final AtomicLong nanos = new AtomicLong();
    private Reserve reserve;

    @BeforeEach
    void fill() {
        reserve = Reserve.in(data.resolve("reserve"), nanos::get);
    }

    @AfterEach
    void close() {
        reserve.close();
    }

    @Test
    void holds_its_files_until_they_are_needed() throws IOException {
        assertThat(reserve.isWhole()).isTrue();
        assertThat(reserve.trouble()).isEmpty();
        assertThat(files()).isEqualTo(Reserve.SPARE);
        reserve.release();
        assertThat(files()).isZero();
        assertThat(reserve.isWhole()).as("not at once again").isFalse();
        assertThat(reserve.trouble().orElseThrow()).contains("inodes").contains("make room");
    }

    @Test
    void is_taken_again_a_while_after_it_was_given_up() throws IOException {
        reserve.release();
        reserve.releaseDescriptors();
        nanos.addAndGet(Reserve.AGAIN.toNanos());
        assertThat(reserve.isWhole()).isFalse();
        assertThat(files()).isZero();
        nanos.addAndGet(1);
        assertThat(reserve.isWhole()).isTrue();
        assertThat(reserve.trouble()).isEmpty();
        assertThat(files()).isEqualTo(Reserve.SPARE);
    }

    @Test
    void its_files_stay_for_the_next_run() throws IOException {
        reserve.close();
        assertThat(files()).isEqualTo(Reserve.SPARE);
        reserve = Reserve.in(data.resolve("reserve"), nanos::get);
        assertThat(reserve.isWhole()).isTrue();
        assertThat(files()).isEqualTo(Reserve.SPARE);
    }

    @Test
    void says_that_descriptors_were_given_up() {
        reserve.releaseDescriptors();
        assertThat(reserve.trouble().orElseThrow()).contains("ulimit -n");
    }

    @Test
    void tries_what_an_opening_needs_and_leaves_nothing() throws IOException {
        reserve.demandEnough();
        assertThat(files()).isEqualTo(Reserve.SPARE);
    }

    private long files() throws IOException {
        try (var files = Files.list(data.resolve("reserve"))) {
            return files.count();
        }
    }
}
