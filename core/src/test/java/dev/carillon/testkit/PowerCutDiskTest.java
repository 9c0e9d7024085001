package dev.carillon.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.contract.DiskContract;
import dev.carillon.state.Disk;
import dev.carillon.state.DiskFullException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;

class PowerCutDiskTest extends DiskContract {
    private final PowerCutDisk disk =
            new PowerCutDisk(InstantSource.fixed(Instant.parse("2030-01-01T00:00:00Z")));

    @Override
    protected Disk disk() {
        return disk;
    }

    @Override
    protected Path directory() {
        return Path.of("/data");
    }

    @BeforeEach
    void makeTheDirectory() {
        disk.createDirectories(directory());
    }

    @Test
    void keeps_forced_bytes_under_a_forced_name() {
        write("a", "kept");
        disk.forceDirectory(directory());
        disk.powerCut();
        assertThat(read("a")).isEqualTo("kept");
    }

    @Test
    void loses_a_name_whose_directory_was_not_forced() {
        write("a", "forced bytes");
        disk.powerCut();
        assertThat(disk.exists(at("a"))).isFalse();
    }

    @Test
    void loses_bytes_that_were_not_forced() {
        try (var writing = disk.create(at("a"))) {
            writing.write(bytes("kept"));
            writing.force();
            writing.write(bytes(" lost"));
            disk.forceDirectory(directory());
        }
        disk.powerCut();
        assertThat(read("a")).isEqualTo("kept");
    }

    @Test
    void takes_back_a_rename_whose_directory_was_not_forced() {
        write("temporary", "bytes");
        disk.forceDirectory(directory());
        disk.rename(at("temporary"), at("final"));
        disk.powerCut();
        assertThat(disk.exists(at("final"))).isFalse();
        assertThat(read("temporary")).isEqualTo("bytes");
    }

    @Test
    void keeps_a_rename_whose_directory_was_forced() {
        write("temporary", "bytes");
        disk.rename(at("temporary"), at("final"));
        disk.forceDirectory(directory());
        disk.powerCut();
        assertThat(read("final")).isEqualTo("bytes");
        assertThat(disk.exists(at("temporary"))).isFalse();
    }

    @Test
    void takes_back_a_delete_whose_directory_was_not_forced() {
        write("a", "back again");
        disk.forceDirectory(directory());
        disk.delete(at("a"));
        disk.powerCut();
        assertThat(read("a")).isEqualTo("back again");
    }

    @Test
    void forcing_one_directory_keeps_no_names_of_another() {
        disk.createDirectories(at("x"));
        write("x/a", "1");
        disk.forceDirectory(directory());
        disk.powerCut();
        assertThat(disk.exists(at("x"))).isTrue();
        assertThat(disk.exists(at("x/a"))).isFalse();
    }

    @Test
    void what_was_open_before_a_power_cut_is_dead_after_it() {
        write("a", "x");
        disk.forceDirectory(directory());
        try (var writing = disk.create(at("b"));
                var reading = disk.open(at("a"))) {
            disk.powerCut();
            assertThatThrownBy(() -> writing.write(bytes("y")))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("power was cut");
            assertThatThrownBy(() -> reading.read(bytes("y"), 0))
                    .isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void a_full_disk_refuses_to_write() {
        disk.roomFor(4);
        try (var writing = disk.create(at("a"))) {
            writing.write(bytes("1234"));
            assertThatThrownBy(() -> writing.write(bytes("5")))
                    .isInstanceOf(DiskFullException.class)
                    .hasMessageContaining("no space left");
            assertThat(writing.size()).isEqualTo(4);
            assertThat(disk.space(directory()).free()).isZero();
        }
    }
}
