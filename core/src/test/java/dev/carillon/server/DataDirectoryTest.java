package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;

class DataDirectoryTest {
    @TempDir Path folder;

    @Test
    void is_made_when_it_is_not_there() {
        try (var data = DataDirectory.open(folder.resolve("a/b"))) {
            assertThat(data.path()).isDirectory();
        }
    }

    @Test
    void its_lock_is_for_its_owner_only() throws IOException {
        try (var data = DataDirectory.open(folder.resolve("data"))) {
            var mode = Files.getPosixFilePermissions(data.path().resolve("lock"));
            assertThat(PosixFilePermissions.toString(mode)).isEqualTo("rw-------");
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

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20, 21, 40, 61, 62, 63, 70, 100})
    void a_key_file_that_was_cut_short_is_refused_unless_it_is_whole_without_its_checksum(
            int length) throws IOException {
        var made = RootKeyFile.readOrMake(folder, new SecureRandom());
        Path file = folder.resolve("root-key");
        byte[] whole = Files.readAllBytes(file);
        assertThat(whole.length).isGreaterThan(100);
        Files.write(file, Arrays.copyOf(whole, length));
        if (length == 62) {
            assertThat(RootKeyFile.readOrMake(folder, new SecureRandom()).key())
                    .isEqualTo(made.key());
            assertThat(Files.readAllBytes(file)).isEqualTo(whole);
        } else {
            assertDamaged();
        }
    }

    @Test
    void a_key_file_with_any_flipped_bit_is_refused() throws IOException {
        RootKeyFile.readOrMake(folder, new SecureRandom());
        Path file = folder.resolve("root-key");
        byte[] whole = Files.readAllBytes(file);
        for (int bit = 0; bit < whole.length * Byte.SIZE; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            Files.write(file, flipped);
            assertDamaged();
        }
    }

    @Test
    void an_old_key_file_gains_its_checksum_and_stays_the_same_pair() throws IOException {
        String old = "ABCDEFGHIJKLMNOPQRST\nabcdefghijklmnopqrstuvwxyz0123456789-_AB\n";
        Path file = Files.writeString(folder.resolve("root-key"), old);
        assertThat(RootKeyFile.find(folder)).isPresent();
        assertThat(Files.readString(file)).as("who only reads writes nothing").isEqualTo(old);
        var found = RootKeyFile.readOrMake(folder, new SecureRandom());
        assertThat(found.made()).isFalse();
        assertThat(found.key().id()).isEqualTo("ABCDEFGHIJKLMNOPQRST");
        assertThat(Files.readString(file)).startsWith(old + "sha256 ");
        assertThat(RootKeyFile.readOrMake(folder, new SecureRandom())).isEqualTo(found);
    }

    @Test
    void a_damaged_old_key_file_is_refused() throws IOException {
        Files.writeString(folder.resolve("root-key"), "ABCDEFGHIJKLMNOPQRST\nabcdefghij\n");
        assertDamaged();
        Files.writeString(folder.resolve("root-key"), "only-one-line\n");
        assertDamaged();
    }

    @Test
    void is_made_for_its_owner_only() throws IOException {
        try (var _ = DataDirectory.open(folder.resolve("a/b"))) {
            assertThat(mode(folder.resolve("a/b"))).isEqualTo("rwx------");
        }
    }

    @Test
    void an_open_one_is_closed_to_others_with_all_that_is_in_it() throws IOException {
        Path data = Files.createDirectories(folder.resolve("data/objects/00"));
        Path file = Files.writeString(data.resolve("file"), "x");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path top = folder.resolve("data");
        Files.setPosixFilePermissions(top, PosixFilePermissions.fromString("rwxr-x---"));
        DataDirectory.open(top).close();
        assertThat(mode(top)).isEqualTo("rwx------");
        assertThat(mode(data)).isEqualTo("rwx------");
        assertThat(mode(file)).isEqualTo("rw-------");
    }

    @Test
    void a_folder_that_others_use_too_keeps_its_mode() throws IOException {
        Path shared = Files.createDirectory(folder.resolve("shared"));
        Path theirs = Files.writeString(shared.resolve("theirs"), "x");
        Path ours = Files.writeString(shared.resolve("root-key"), "x");
        var open = PosixFilePermissions.fromString("rw-r--r--");
        Files.setPosixFilePermissions(theirs, open);
        Files.setPosixFilePermissions(ours, open);
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
        DataDirectory.open(shared).close();
        assertThat(mode(shared)).isEqualTo("rwxr-xr-x");
        assertThat(mode(theirs)).isEqualTo("rw-r--r--");
        assertThat(mode(ours)).isEqualTo("rw-------");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private void assertDamaged() {
        assertThatThrownBy(() -> RootKeyFile.readOrMake(folder, new SecureRandom()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is damaged")
                .hasMessageContaining("restore it from a backup");
        assertThatThrownBy(() -> RootKeyFile.find(folder)).isInstanceOf(ConfigException.class);
    }
}
