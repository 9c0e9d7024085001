package dev.carillon.benchmarks;

import dev.carillon.server.Server;
import dev.carillon.server.ServerConfig;
import dev.carillon.server.Setting;
import dev.carillon.server.Settings;
import dev.carillon.signature.Secret;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/**
 * An event broker over a folder, in a process of its own; closing it stops it. Run as a program, it
 * prints its address and ends with its standard input.
 */
record BrokerProcess(Process process, String url) implements AutoCloseable {
    /** The secret by which requests are signed. */
    static final Secret SECRET = Secret.of("benchmark-signing-secret-0000000");

    static BrokerProcess start(Path folder) throws IOException {
        var options =
                List.of(
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-Djdk.virtualThreadScheduler.parallelism="
                                + StoredServer.launchedCarriers());
        Process process = Child.of(options, BrokerProcess.class, folder).start();
        return new BrokerProcess(process, StoredServer.answer(process));
    }

    public static void main(String[] args) throws IOException {
        var settings =
                Settings.defaults()
                        .withSigningSecret(SECRET.revealText())
                        .with(Setting.DATA, args[0])
                        .with(Setting.S3_PORT, "off")
                        .with(Setting.B2_PORT, "off")
                        .with(Setting.BROKER_PORT, "0")
                        .with(Setting.ADMIN_PORT, "off");
        try (var server = Server.start(ServerConfig.of(settings))) {
            System.out.println(server.brokerUrl().orElseThrow());
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }

    @Override
    public void close() throws IOException {
        Child.end(process);
    }
}
