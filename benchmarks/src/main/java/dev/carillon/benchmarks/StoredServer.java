package dev.carillon.benchmarks;

import dev.carillon.server.Server;
import dev.carillon.server.ServerConfig;
import dev.carillon.server.Setting;
import dev.carillon.server.Settings;
import dev.carillon.signature.AccessKey;
import dev.carillon.signature.Secret;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A server over a folder, in a process of its own so that its memory can be measured; closing it
 * stops it. Run as a program, it prints its address and ends with its standard input.
 */
record StoredServer(Process process, String url, AccessKey key) implements AutoCloseable {
    private static final int LEAST_CARRIERS = 4;

    /**
     * Returns the number of carriers of virtual threads that the launcher gives a server on this
     * machine.
     */
    static int launchedCarriers() {
        return Math.max(LEAST_CARRIERS, 2 * Runtime.getRuntime().availableProcessors());
    }

    /**
     * Starts a server.
     *
     * @param memory the setting, such as 256MiB
     */
    static StoredServer start(Path folder, String memory) throws IOException {
        return start(folder, memory, launchedCarriers());
    }

    /**
     * Starts a server with another number of carriers.
     *
     * @param memory the setting, such as 256MiB
     */
    static StoredServer start(Path folder, String memory, int carriers) throws IOException {
        var options =
                List.of(
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-Djdk.virtualThreadScheduler.parallelism=" + carriers);
        Process process = Child.of(options, StoredServer.class, folder, memory).start();
        String[] said = answer(process).split(" ", -1);
        return new StoredServer(
                process, said[0], new AccessKey(said[1], Secret.of(said[2]), ServerConfig.ROOT));
    }

    /** Returns the line that begins with its address; warnings may come before it. */
    static String answer(Process process) throws IOException {
        var lines = process.inputReader();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("http")) {
                return line;
            }
        }
        throw new IOException("the server ended before it said where it answers");
    }

    public static void main(String[] args) throws IOException {
        var settings =
                Settings.defaults()
                        .with(Setting.DATA, args[0])
                        .with(Setting.MEMORY, args[1])
                        .with(Setting.S3_PORT, "0")
                        .with(Setting.B2_PORT, "off")
                        .with(Setting.ADMIN_PORT, "off");
        try (var server = Server.start(ServerConfig.of(settings))) {
            System.out.println(
                    server.s3Url().orElseThrow()
                            + " "
                            + server.rootKey().id()
                            + " "
                            + server.rootKey().secret().revealText());
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }

    /** Returns the resident memory of the process in MiB. */
    long residentMiB() throws IOException {
        Path status = Path.of("/proc/" + process.pid() + "/status");
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                    .findFirst()
                    .orElse(0);
        }
    }

    @Override
    public void close() throws IOException {
        Child.end(process);
    }
}
