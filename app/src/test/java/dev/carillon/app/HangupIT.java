package dev.carillon.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Tests of SIGHUP to {@code carillon serve}, as a process. */
class HangupIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir Path folder;

    private Optional<Process> server = Optional.empty();

    @AfterEach
    void end() {
        server.ifPresent(process -> process.destroyForcibly().onExit().join());
    }

    @Test
    void new_connections_are_shown_what_the_files_hold_and_broken_files_change_nothing()
            throws Exception {
        var before = OwnCertificate.make(folder, "before");
        var after = OwnCertificate.make(folder, "after");
        var used = new OwnCertificate(folder.resolve("cert.pem"), folder.resolve("key.pem"));
        copy(before, used);
        start("--tls-cert", used.certificate().toString(), "--tls-key", used.key().toString());
        assertThat(status(before)).isZero();

        Files.delete(used.certificate());
        hangUp();
        awaitLine("ERROR", "the old TLS certificate stays in use", "cert.pem", "send SIGHUP again");
        assertThat(status(before)).isZero();

        copy(after, used);
        hangUp();
        awaitLine("INFO", "new connections use the TLS certificate of CN=after", "expires at 20");
        assertThat(status(after)).isZero();
        assertThat(status(before)).isEqualTo(Exit.FAILED);
    }

    @Test
    void without_tls_there_is_nothing_to_reload_and_the_server_goes_on() throws Exception {
        start();
        hangUp();
        awaitLine("INFO", "nothing to reload");
        assertThat(CommandLineRun.of("status", "--admin", admin()).exit()).isZero();
        Process process = server.orElseThrow();
        process.destroy();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    private void start(String... options) throws IOException {
        // The process that runs the tests may ignore SIGHUP (nohup), which its children inherit.
        var command = new ArrayList<>(List.of("env", "--default-signal=HUP"));
        command.addAll(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
        command.addAll(List.of(System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of("serve", "--data", folder.resolve("data").toString()));
        command.addAll(List.of("--s3-port", "0", "--b2-port", "off", "--admin-port", "0"));
        command.addAll(List.of(options));
        server =
                Optional.of(
                        new ProcessBuilder(command)
                                .redirectOutput(folder.resolve("out").toFile())
                                .redirectError(folder.resolve("err").toFile())
                                .start());
        await().atMost(PATIENCE).until(() -> read("out").contains("carillon ready"));
    }

    private void hangUp() throws IOException, InterruptedException {
        long pid = server.orElseThrow().pid();
        assertThat(new ProcessBuilder("kill", "-HUP", "" + pid).start().waitFor()).isZero();
    }

    private void awaitLine(String... words) {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(read("err").lines())
                                .anySatisfy(line -> assertThat(line).contains(words)));
    }

    private int status(OwnCertificate trusted) throws IOException {
        String ca = trusted.certificate().toString();
        return CommandLineRun.of("status", "--admin", admin(), "--ca", ca).exit();
    }

    private String admin() throws IOException {
        return read("out").strip().replaceFirst(".* admin=", "");
    }

    private String read(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    private static void copy(OwnCertificate from, OwnCertificate to) throws IOException {
        var replace = StandardCopyOption.REPLACE_EXISTING;
        Files.copy(from.certificate(), to.certificate(), replace);
        Files.copy(from.key(), to.key(), replace);
    }
}
