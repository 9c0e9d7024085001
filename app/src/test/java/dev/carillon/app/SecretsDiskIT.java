package dev.carillon.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.secrets.KeySource;
import dev.carillon.server.DataAudit;
import dev.carillon.server.Setting;
import dev.carillon.store.ReadPace;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * {@code carillon secrets rotate --drop-old} on disks that take no new key, if this user may mount
 * small ones: the old key stays and opens everything.
 */
class SecretsDiskIT {
    private static final String PAGE = "size=4k";

    @TempDir Path folder;

    private Path disk = Path.of("");

    @BeforeEach
    void makeDisk() throws IOException {
        disk = Files.createDirectory(folder.resolve("disk"));
    }

    @AfterEach
    void unmount() throws Exception {
        var _ = done("umount", "-l", disk.toString());
    }

    @Test
    void a_key_file_on_a_full_disk_stays_as_it_is_until_there_is_room() throws Exception {
        mount(PAGE);
        Path data = folder.resolve("data");
        Path key = filled(data, disk.resolve("key"));
        byte[] before = Files.readAllBytes(key);

        CommandLineRun refused = rotate(data, key);

        assertThat(refused.exit()).isEqualTo(Exit.FAILED);
        assertThat(refused.err())
                .contains("the key file " + key + " cannot be written")
                .contains("No space left on device");
        assertThat(refused.out()).isEmpty();
        assertThat(disk.toFile().list()).containsExactly("key");
        demandOpens(data, key, before);

        mount("remount,size=64k");
        assertThat(rotate(data, key).exit()).isEqualTo(Exit.OK);
        demandOpens(data, key, Files.readAllBytes(key));
        assertThat(Files.readAllBytes(key)).isNotEqualTo(before);
    }

    @Test
    void a_key_file_on_a_disk_that_is_read_only_stays_as_it_is() throws Exception {
        mount(PAGE);
        Path data = folder.resolve("data");
        Path key = filled(data, disk.resolve("key"));
        byte[] before = Files.readAllBytes(key);
        mount("remount,ro");

        CommandLineRun refused = rotate(data, key);

        assertThat(refused.exit()).isEqualTo(Exit.FAILED);
        assertThat(refused.err())
                .contains("the key file " + key + " cannot be written")
                .contains("Read-only file system")
                .contains("let this user write there");
        demandOpens(data, key, before);
    }

    @Test
    void a_data_folder_that_is_read_only_is_refused_and_its_key_stays() throws Exception {
        mount("size=1g");
        Path data = disk.resolve("data");
        Path key = filled(data, folder.resolve("key"));
        byte[] before = Files.readAllBytes(key);
        mount("remount,ro");

        CommandLineRun refused = rotate(data, key);

        assertThat(refused.exit()).isEqualTo(Exit.FAILED);
        assertThat(refused.err())
                .contains("the data directory " + data + " cannot be read and written by");
        mount("remount,rw");
        demandOpens(data, key, before);
    }

    /** Makes a key, and a folder with a secret that it sealed. */
    private static Path filled(Path data, Path key) {
        assertThat(CommandLineRun.of("secrets", "key", "--out", key.toString()).exit())
                .isEqualTo(Exit.OK);
        try (var server =
                CommandServer.over(
                        data,
                        Map.of(
                                Setting.SECRETS_KEY_FILE,
                                key.toString(),
                                Setting.ALLOW_SECRETS_IN_CLEARTEXT,
                                "true"))) {
            server.bucket().createTopic("guarded", "http://user:s3cret@127.0.0.1:1/");
        }
        return key;
    }

    private static CommandLineRun rotate(Path data, Path key) {
        return CommandLineRun.of(
                "secrets", "rotate", "--drop-old", "--data=" + data, "--secrets-key-file=" + key);
    }

    private static void demandOpens(Path data, Path key, byte[] holding) throws IOException {
        assertThat(Files.readAllBytes(key)).isEqualTo(holding);
        DataAudit.Report report = DataAudit.of(data, ReadPace.none(), new KeySource.NamedFile(key));
        assertThat(report.findings().words()).isEmpty();
        assertThat(report.secrets().opened()).isEqualTo(1);
    }

    private void mount(String options) throws Exception {
        Assumptions.assumeTrue(
                done("mount", "-t", "tmpfs", "-o", options, "tmpfs", disk.toString()),
                "may not mount a disk");
    }

    private static boolean done(String... command) throws Exception {
        try {
            return new ProcessBuilder(List.of(command)).start().waitFor() == 0;
        } catch (IOException _) {
            return false;
        }
    }
}
