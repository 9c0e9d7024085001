package dev.carillon.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, which can be killed at any moment. */
final class ServerProcess implements AutoCloseable {
    static final String ACCESS_KEY = "crash-test";
    static final String SECRET_KEY = "crash-test-secret";
    static final String SIGNING_SECRET = "crash-test-signing-secret-000000";

    private static final List<Setting> PORTS =
            List.of(Setting.S3_PORT, Setting.B2_PORT, Setting.BROKER_PORT, Setting.ADMIN_PORT);

    private final Process process;
    private final String url;

    private ServerProcess(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /** Starts an S3 server over the data directory; it answers when this returns. */
    static ServerProcess start(Path data) throws IOException {
        return start(data, Setting.S3_PORT);
    }

    /** Starts an event broker over the data directory; it answers when this returns. */
    static ServerProcess startBroker(Path data) throws IOException {
        return start(data, Setting.BROKER_PORT);
    }

    private static ServerProcess start(Path data, Setting port) throws IOException {
        var builder =
                new ProcessBuilder(
                        List.of(
                                ProcessHandle.current().info().command().orElse("java"),
                                "--enable-native-access=ALL-UNNAMED",
                                "-Djdk.virtualThreadScheduler.parallelism=8",
                                "-cp",
                                System.getProperty("java.class.path"),
                                ServerProcess.class.getName(),
                                data.toString(),
                                port.name()));
        builder.environment().put("CARILLON_ACCESS_KEY", ACCESS_KEY);
        builder.environment().put("CARILLON_SECRET_KEY", SECRET_KEY);
        builder.environment().put(BrokerConfig.SECRET_VARIABLE, SIGNING_SECRET);
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        return new ServerProcess(process, address(out));
    }

    /** Returns the line with the address; warnings may come before it. */
    private static String address(BufferedReader out) throws IOException {
        String line = out.readLine();
        while (line != null && !line.startsWith("http")) {
            line = out.readLine();
        }
        return Optional.ofNullable(line).orElseThrow();
    }

    String url() {
        return url;
    }

    /** Kills it with -9. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Ends it with SIGTERM and returns its exit code. */
    int terminate() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(15, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the server does not end");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** Runs the server: prints its address, and ends on SIGTERM. */
    public static void main(String[] args) throws InterruptedException {
        var port = Setting.valueOf(args[1]);
        var flags = new EnumMap<Setting, String>(Setting.class);
        flags.put(Setting.DATA, args[0]);
        PORTS.forEach(each -> flags.put(each, each == port ? "0" : "off"));
        var server =
                Server.start(
                        ServerConfig.of(Settings.read(flags, System.getenv(), Optional.empty())));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> closeAndEnd(server)));
        System.out.println(server.s3Url().or(server::brokerUrl).orElseThrow());
        new CountDownLatch(1).await();
    }

    /**
     * Closes the server and ends with status 0, because the JVM would end with the signal's status
     * however well the server closed.
     */
    private static void closeAndEnd(Server server) {
        server.close();
        Runtime.getRuntime().halt(0);
    }
}
