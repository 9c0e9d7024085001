package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

class DataDirectoryTest {
    @TempDir Path folder;

    @Test
    void is_made_when_it_is_not_there() {
        try (var data = DataDirectory.open(folder.resolve("a/b"))) {
            assertThat(data.path()).isDirectory();
        }
    }

    @Test
    void a_second_server_is_refused_until_the_first_lets_go() {
        try (var _ = DataDirectory.open(folder)) {
            assertThatThrownBy(() -> DataDirectory.open(folder))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("in use by another server");
        }
        DataDirectory.open(folder).close();
    }

    @Test
    void a_file_in_its_place_is_refused() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> DataDirectory.open(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is a file");
    }

    @Test
    void a_place_that_cannot_be_made_is_refused() {
        assertThatThrownBy(() -> DataDirectory.open(Path.of("/proc/carillon/data")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("name another with --data");
    }

    @Test
    void the_root_key_pair_is_made_once_and_for_its_owner_only() throws IOException {
        var first = RootKeyFile.readOrMake(folder, new SecureRandom());
        var second = RootKeyFile.readOrMake(folder, new SecureRandom());
        assertThat(first.made()).isTrue();
        assertThat(second.made()).isFalse();
        assertThat(second.key()).isEqualTo(first.key());
        assertThat(first.key().id()).matches("[A-Z2-7]{20}");
        assertThat(first.key().secret().revealText()).matches("[A-Za-z0-9_-]{40}");
        var mode = Files.getPosixFilePermissions(folder.resolve("root-key"));
        assertThat(PosixFilePermissions.toString(mode)).isEqualTo("rw-------");
    }

    @Test
    void a_damaged_key_file_is_refused() throws IOException {
        Files.writeString(folder.resolve("root-key"), "only-one-line\n");
        assertThatThrownBy(() -> RootKeyFile.readOrMake(folder, new SecureRandom()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is damaged");
    }
}
