package dev.carillon.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.server.Server;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process of a command, such as {@code carillon listen} against a server of a test. */
final class CommandProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path out;
    private final Path err;

    private CommandProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts a process against a server, whose state is below a folder. */
    static CommandProcess start(Path folder, Server server, String... args) throws IOException {
        return start(
                folder,
                Map.of(
                        "XDG_STATE_HOME", folder.toString(),
                        "B2_ENVIRONMENT", server.b2Url().orElseThrow(),
                        "B2_APPLICATION_KEY_ID", server.rootKey().id(),
                        "B2_APPLICATION_KEY", server.rootKey().secret().revealText()),
                args);
    }

    /** Starts a process in a folder, with these variables in addition. */
    static CommandProcess start(Path folder, Map<String, String> variables, String... args)
            throws IOException {
        // The process that runs the tests may ignore SIGHUP (nohup), which its children inherit.
        var command = new ArrayList<>(List.of("env", "--default-signal=HUP,INT"));
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx128m"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
        command.addAll(List.of(System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(args));
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        var builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        var environment = builder.environment();
        environment.putAll(variables);
        environment.remove("SIGNING_SECRET");
        return new CommandProcess(builder.start(), out, err);
    }

    /**
     * Starts a listener to the bucket {@code photos} at a free port, which needs no tunnel.
     *
     * @param url the local service
     */
    static CommandProcess listening(Path folder, Server server, String url, String... options)
            throws IOException {
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        var args = new ArrayList<>(List.of("listen", "photos", "--url", url));
        args.addAll(List.of("--public-url", "http://127.0.0.1:" + port + "/"));
        args.addAll(List.of("--port", Integer.toString(port)));
        args.addAll(List.of(options));
        return start(folder, server, args.toArray(String[]::new));
    }

    /** Returns its process number. */
    long pid() {
        return process.pid();
    }

    /** Returns the lines on stdout so far. */
    List<String> out() throws IOException {
        return Files.readAllLines(out);
    }

    /** Returns the lines on stderr so far. */
    List<String> err() throws IOException {
        return Files.readAllLines(err);
    }

    /** Waits for a line on stderr that contains this. */
    void awaitErr(String part) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Files.readString(err)).contains(part));
    }

    /** Waits for a line on stdout that contains this. */
    void awaitOut(String part) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Files.readString(out)).contains(part));
    }

    /** Sends a signal, and returns the exit code. */
    int ended(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).start().waitFor();
        return ended();
    }

    /** Waits for the end, and returns the exit code. */
    int ended() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
