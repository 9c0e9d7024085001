package dev.carillon.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.embedded.Carillon;
import dev.carillon.embedded.EmbeddedSettings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** {@code carillon secrets}, as operators type it. */
class SecretsCommandsIT {
    @TempDir Path folder;

    @Test
    void a_key_is_printed_or_written_into_a_file_of_its_owner() throws Exception {
        assertThat(CommandLineRun.of("secrets", "key").out()).matches("[A-Za-z0-9_-]{43}\n");
        Path file = folder.resolve("key");
        CommandLineRun made = CommandLineRun.of("secrets", "key", "--out", file.toString());
        assertThat(made.exit()).isEqualTo(Exit.OK);
        assertThat(made.out()).contains("holds the new key").doesNotContain(key(file).getFirst());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        CommandLineRun again = CommandLineRun.of("secrets", "key", "--out", file.toString());
        assertThat(again.exit()).isEqualTo(Exit.FAILED);
        assertThat(again.err()).contains("exists: name another file");
    }

    @Test
    void a_rotation_puts_a_key_first_and_drops_old_ones_only_if_it_is_told_to() throws Exception {
        server();
        Path file = folder.resolve("secrets-key");
        List<String> before = key(file);
        CommandLineRun rotated = run("rotate");
        assertThat(rotated.exit()).isEqualTo(Exit.OK);
        assertThat(rotated.out())
                .contains("seals from now on")
                .containsPattern("2  keys in the file");
        assertThat(key(file)).hasSize(2).endsWith(before.getFirst());
        server();
        CommandLineRun dropped = run("rotate", "--drop-old");
        assertThat(dropped.out()).contains("removed from the file: ");
        assertThat(key(file)).hasSize(1).doesNotContainAnyElementsOf(before);
        server();
    }

    @Test
    void a_lost_key_is_forgotten_only_when_that_is_said() throws Exception {
        server();
        Files.delete(folder.resolve("secrets-key"));
        assertThat(run("rotate").err()).contains("secrets-key is missing");
        assertThat(folder.resolve("secrets-key")).doesNotExist();
        CommandLineRun forgotten = run("forget");
        assertThat(forgotten.exit()).isEqualTo(Exit.OK);
        assertThat(forgotten.out()).contains("given up: secrets sealed by ");
        server();
        assertThat(run("forget").out()).contains("nothing was given up");
    }

    @Test
    void a_folder_of_something_else_is_refused() {
        assertThat(run("rotate").err()).contains("is no data directory of a server");
    }

    private void server() {
        Carillon.start(EmbeddedSettings.in(folder)).close();
    }

    private CommandLineRun run(String command, String... more) {
        var args = new ArrayList<>(List.of("secrets", command));
        args.addAll(List.of("--data", folder.toString()));
        args.addAll(List.of(more));
        return CommandLineRun.of(args.toArray(String[]::new));
    }

    /** Returns the lines of a key file that are keys. */
    private static List<String> key(Path file) throws Exception {
        return Files.readAllLines(file).stream()
                .filter(line -> !line.startsWith("sha256"))
                .toList();
    }
}
