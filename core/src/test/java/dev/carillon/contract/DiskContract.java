package dev.carillon.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.state.Disk;

import org.junit.jupiter.api.Test;

import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;

/** The contract of every {@link Disk} while the power is on. */
public abstract class DiskContract {
    /** Returns the disk under test. */
    protected abstract Disk disk();

    /** Returns an existing directory of this disk. */
    protected abstract Path directory();

    @Test
    void reads_back_what_was_written() {
        write("a", "hello, world");
        assertThat(read("a")).isEqualTo("hello, world");
    }

    @Test
    void reads_from_any_position_up_to_the_end() {
        write("a", "hello");
        try (var reading = disk().open(at("a"))) {
            var two = ByteBuffer.allocate(2);
            assertThat(reading.read(two, 3)).isEqualTo(2);
            assertThat(new String(two.array(), StandardCharsets.UTF_8)).isEqualTo("lo");
            assertThat(reading.read(ByteBuffer.allocate(9), 5)).isEqualTo(-1);
            assertThat(reading.size()).isEqualTo(5);
        }
    }

    @Test
    void counts_the_bytes_as_they_are_written() {
        try (var writing = disk().create(at("a"))) {
            writing.write(bytes("hello"));
            writing.write(bytes(", you"));
            assertThat(writing.size()).isEqualTo(10);
        }
    }

    @Test
    void returns_the_free_space() {
        var space = disk().space(directory());
        assertThat(space.free()).isPositive().isLessThanOrEqualTo(space.total());
    }

    @Test
    void does_not_create_a_file_under_a_taken_name() {
        write("a", "first");
        assertThatThrownBy(() -> disk().create(at("a")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot create")
                .hasMessageContaining(at("a").toString());
        assertThat(read("a")).isEqualTo("first");
    }

    @Test
    void does_not_create_a_file_in_no_directory() {
        assertThatThrownBy(() -> disk().create(at("none").resolve("a")))
                .isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void does_not_open_what_is_not_there() {
        assertThatThrownBy(() -> disk().open(at("a")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(at("a").toString());
    }

    @Test
    void renames_over_what_had_the_name() {
        write("old", "old");
        write("new", "new");
        disk().rename(at("new"), at("old"));
        assertThat(read("old")).isEqualTo("new");
        assertThat(disk().exists(at("new"))).isFalse();
    }

    @Test
    void deletes_once() {
        write("a", "x");
        assertThat(disk().delete(at("a"))).isTrue();
        assertThat(disk().delete(at("a"))).isFalse();
        assertThat(disk().exists(at("a"))).isFalse();
    }

    @Test
    void an_open_file_is_read_to_its_end_though_it_was_deleted() {
        write("a", "still here");
        try (var reading = disk().open(at("a"))) {
            disk().delete(at("a"));
            assertThat(text(reading)).isEqualTo("still here");
        }
    }

    @Test
    void lists_by_name_with_size_and_time() {
        write("b", "22");
        write("a", "1");
        disk().createDirectories(at("c"));
        assertThat(disk().list(directory()))
                .extracting(entry -> entry.path().getFileName().toString())
                .containsExactly("a", "b", "c");
        var second = disk().list(directory()).get(1);
        assertThat(second.size()).isEqualTo(2);
        assertThat(second.modified()).isAfter(Instant.EPOCH);
        assertThat(second.directory()).isFalse();
        assertThat(disk().list(directory()).get(2).directory()).isTrue();
    }

    @Test
    void a_directory_that_is_not_there_holds_nothing() {
        assertThat(disk().list(at("none"))).isEmpty();
    }

    @Test
    void makes_directories_and_those_above_them() {
        disk().createDirectories(at("x").resolve("y"));
        disk().createDirectories(at("x").resolve("y"));
        write("x/y/a", "deep");
        disk().forceDirectory(at("x").resolve("y"));
        assertThat(read("x/y/a")).isEqualTo("deep");
    }

    @Test
    void does_not_delete_a_directory_that_holds_something() {
        disk().createDirectories(at("x"));
        write("x/a", "1");
        assertThatThrownBy(() -> disk().delete(at("x"))).isInstanceOf(UncheckedIOException.class);
        disk().delete(at("x/a"));
        assertThat(disk().delete(at("x"))).isTrue();
    }

    /** Writes a complete file, and forces it. */
    protected final void write(String name, String content) {
        try (var writing = disk().create(at(name))) {
            writing.write(bytes(content));
            writing.force();
        }
    }

    /** Reads a complete file. */
    protected final String read(String name) {
        try (var reading = disk().open(at(name))) {
            return text(reading);
        }
    }

    /** Returns the path of a file with this name. */
    protected final Path at(String name) {
        return directory().resolve(name);
    }

    /** Returns the text in UTF-8. */
    protected static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Disk.Reading reading) {
        var all = ByteBuffer.allocate((int) reading.size());
        while (all.hasRemaining()) {
            assertThat(reading.read(all, all.position())).isPositive();
        }
        return new String(all.array(), StandardCharsets.UTF_8);
    }
}
