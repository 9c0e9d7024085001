package dev.carillon.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.embedded.Carillon;
import dev.carillon.embedded.EmbeddedSettings;
import dev.carillon.server.Setting;
import dev.carillon.signature.Percent;
import dev.carillon.testkit.RecordingReceiver;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code carillon secrets}, as operators type it. */
class SecretsCommandsIT {
    private static final String SIGNING = "whsec_c2lnbmVkLWJ5LXRoZS1rZXktdGhhdC1pcy1sb3N0";

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
    void the_test_of_a_topic_whose_key_is_lost_says_so_and_sends_nothing() throws Exception {
        var open = Map.of(Setting.ALLOW_SECRETS_IN_CLEARTEXT, "true");
        try (var receiver = RecordingReceiver.start()) {
            try (var server = CommandServer.over(folder, open)) {
                signedTopic(server, receiver);
                assertThat(test(server).exit()).isEqualTo(Exit.OK);
                assertThat(receiver.requests().getLast().header("webhook-signature")).isPresent();
                server.bucket().remove(); // a server for commands makes its own
            }
            int before = receiver.requests().size();
            Files.delete(folder.resolve("secrets-key"));
            assertThat(run("forget").exit()).isEqualTo(Exit.OK);
            try (var server = CommandServer.over(folder, open)) {
                CommandLineRun failed = test(server);
                assertThat(failed.exit()).isEqualTo(Exit.FAILED);
                assertThat(failed.out())
                        .contains("the stored secrets of signed cannot be opened")
                        .contains("Start the server with the key that sealed them")
                        .contains("or set signed again with its secrets")
                        .doesNotContain(SIGNING);
                assertThat(test(server, "--json").out()).contains("\"ok\":false");
                assertThat(receiver.requests()).hasSize(before);
                signedTopic(server, receiver);
                assertThat(test(server).exit()).isEqualTo(Exit.OK);
            }
        }
    }

    private static void signedTopic(CommandServer server, RecordingReceiver receiver) {
        String form =
                "Action=CreateTopic&Name=signed&Attributes.entry.1.key=push-endpoint"
                        + "&Attributes.entry.1.value="
                        + Percent.encode(receiver.url("/in"))
                        + "&Attributes.entry.2.key=webhook-secret&Attributes.entry.2.value="
                        + Percent.encode(SIGNING);
        try (var calls =
                new SignedCalls(
                        TrustOption.usual(server.server().s3Url().orElseThrow()),
                        server.server().rootKey(),
                        "default",
                        "sns")) {
            calls.send(
                    SignedCalls.Call.of("POST", "/")
                            .with("content-type", "application/x-www-form-urlencoded")
                            .sending(form.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private CommandLineRun test(CommandServer server, String... more) {
        var args = new ArrayList<>(List.of("topic", "test", "signed"));
        args.addAll(
                List.of(
                        "--admin",
                        server.server().adminUrl().orElseThrow(),
                        "--data",
                        folder.toString()));
        args.addAll(List.of(more));
        return CommandLineRun.of(args.toArray(String[]::new));
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
