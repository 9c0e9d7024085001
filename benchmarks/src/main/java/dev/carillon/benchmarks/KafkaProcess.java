package dev.carillon.benchmarks;

import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A Kafka broker over a folder, in a process of its own; closing it stops it. It creates topics of
 * four partitions when they are asked for. Run as a program, it prints its address and ends with
 * its standard input.
 */
record KafkaProcess(Process process, String address) implements AutoCloseable {
    private static final String ADDRESS = "address ";

    static KafkaProcess start(Path folder) throws IOException {
        Process process =
                Child.of(List.of("-Xmx512m", "-XX:+UseSerialGC"), KafkaProcess.class, folder)
                        .start();
        BufferedReader output = process.inputReader();
        String line = "";
        while (!line.startsWith(ADDRESS)) { // its library may print lines before
            line = output.readLine();
            if (line == null) {
                throw new IOException("the broker did not start");
            }
        }
        Thread.ofVirtual().start(() -> drain(output));
        return new KafkaProcess(process, line.substring(ADDRESS.length()));
    }

    public static void main(String[] args) throws Exception {
        int clients = freePort();
        int controllers = freePort();
        String folder = args[0];
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .setNodeId(1)
                .setClusterId(Uuid.randomUuid().toString())
                .addDirectory(folder)
                .setMetadataLogDirectory(folder)
                .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                .setControllerListenerName("CONTROLLER")
                .run();
        var settings = new KafkaConfig(settings(folder, clients, controllers), false);
        var server = new KafkaRaftServer(settings, Time.SYSTEM);
        server.startup();
        System.out.println(ADDRESS + "127.0.0.1:" + clients);
        System.in.transferTo(OutputStream.nullOutputStream());
        server.shutdown();
        server.awaitShutdown();
    }

    @Override
    public void close() throws IOException {
        Child.end(process);
    }

    /** Reads what the process still prints, which would wait for a reader otherwise. */
    private static void drain(BufferedReader output) {
        try (output) {
            output.transferTo(Writer.nullWriter());
        } catch (IOException _) {
            // the process has ended
        }
    }

    private static Map<String, String> settings(String folder, int clients, int controllers) {
        return Map.of(
                "node.id", "1",
                "process.roles", "broker,controller",
                "controller.quorum.voters", "1@127.0.0.1:" + controllers,
                "controller.listener.names", "CONTROLLER",
                "listeners",
                        "CLIENTS://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                                .formatted(clients, controllers),
                "listener.security.protocol.map", "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "inter.broker.listener.name", "CLIENTS",
                "log.dirs", folder,
                "num.partitions", "4",
                "offsets.topic.replication.factor", "1");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
