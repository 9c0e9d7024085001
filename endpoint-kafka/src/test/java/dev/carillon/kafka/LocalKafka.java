package dev.carillon.kafka;

import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Kafka cluster of one node in this process, which can be stopped and started again at the same
 * ports with the same data. Not thread-safe.
 */
final class LocalKafka implements AutoCloseable {
    /** The name of the listener without TLS and users that tests read and administer by. */
    private static final String DIRECT = "DIRECT";

    private final Path folder = temporaryFolder();
    private final Map<String, Integer> ports = new HashMap<>();
    private final Map<String, String> settings = new HashMap<>();
    private final List<String> listeners = new ArrayList<>();
    private final List<String> advertised = new ArrayList<>();
    private final List<String> protocols = new ArrayList<>();
    private final List<String> scramUsers = new ArrayList<>();
    private Optional<KafkaRaftServer> server = Optional.empty();

    /** Creates a cluster with a listener without TLS and users. */
    LocalKafka() {
        listen(DIRECT, "PLAINTEXT");
        listen("CONTROLLER", "PLAINTEXT");
        settings.put("node.id", "1");
        settings.put("process.roles", "broker,controller");
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + port("CONTROLLER"));
        settings.put("inter.broker.listener.name", DIRECT);
        settings.put("log.dirs", folder.resolve("data").toString());
        settings.put("auto.create.topics.enable", "false");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "2");
        settings.put("background.threads", "2");
        settings.put("log.cleaner.enable", "false");
        settings.put("broker.heartbeat.interval.ms", "200");
        settings.put("controlled.shutdown.enable", "false");
    }

    /** Adds a listener that clients are told to reach at its own address. */
    LocalKafka listen(String name, String protocol) {
        return listen(name, protocol, "127.0.0.1");
    }

    /** Adds a listener that clients are told to reach at another host. */
    LocalKafka listen(String name, String protocol, String advertisedHost) {
        int port = freePort();
        return listen(name, protocol, port, advertisedHost + ":" + port);
    }

    /** Adds a listener that clients are told to reach at another address. */
    LocalKafka listen(String name, String protocol, int port, String told) {
        ports.put(name, port);
        listeners.add(name + "://127.0.0.1:" + port);
        protocols.add(name + ":" + protocol);
        if (!name.equals("CONTROLLER")) {
            advertised.add(name + "://" + told);
        }
        return this;
    }

    /** Sets a setting of the broker. */
    LocalKafka with(String name, String value) {
        settings.put(name, value);
        return this;
    }

    /** Adds a user of a SCRAM mechanism. */
    LocalKafka user(String mechanism, String name, String password) {
        scramUsers.add("%s=[name=%s,password=%s]".formatted(mechanism, name, password));
        return this;
    }

    /** Formats the folder and starts for the first time. */
    LocalKafka start() throws Exception {
        settings.put("listeners", String.join(",", listeners));
        settings.put("advertised.listeners", String.join(",", advertised));
        settings.put("listener.security.protocol.map", String.join(",", protocols));
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .setNodeId(1)
                .setClusterId(Uuid.randomUuid().toString())
                .addDirectory(settings.get("log.dirs"))
                .setMetadataLogDirectory(settings.get("log.dirs"))
                .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                .setControllerListenerName("CONTROLLER")
                .setScramArguments(scramUsers)
                .run();
        restart();
        return this;
    }

    /** Stops it; its ports refuse connections then. */
    void stop() {
        server.ifPresent(running -> {
            running.shutdown();
            running.awaitShutdown();
        });
        server = Optional.empty();
    }

    /** Starts it again. */
    void restart() {
        var started = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
        server = Optional.of(started);
        started.startup();
    }

    /** Returns a folder that is removed with the cluster. */
    Path folder() {
        return folder;
    }

    /** Returns the port of a listener. */
    int port(String listener) {
        return ports.getOrDefault(listener, 0);
    }

    /** Returns the address of the listener without TLS and users. */
    String direct() {
        return "127.0.0.1:" + port(DIRECT);
    }

    /** Returns a client for its settings; the caller closes it. */
    Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", direct()));
    }

    /** Creates a topic. */
    void create(String topic, int partitions, Map<String, String> configs) {
        try (var admin = admin()) {
            var made = new NewTopic(topic, partitions, (short) 1).configs(configs);
            admin.createTopics(List.of(made)).all().get();
        } catch (Exception e) {
            throw new IllegalStateException("topic " + topic, e);
        }
    }

    @Override
    public void close() {
        stop();
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a port that was free a moment ago. */
    static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("carillon-kafka-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
