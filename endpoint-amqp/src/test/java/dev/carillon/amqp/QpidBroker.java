package dev.carillon.amqp;

import org.apache.qpid.server.SystemLauncher;
import org.apache.qpid.server.SystemLauncherListener.DefaultSystemLauncherListener;
import org.apache.qpid.server.model.Port;
import org.apache.qpid.server.model.SystemConfig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** A Qpid broker in this process, with the users guest, reader and {@code o:dd/u@ser}. */
final class QpidBroker implements AutoCloseable {
    /** The size of the largest message that it takes. */
    static final int LARGEST_MESSAGE = 4 << 20;

    /** The name of an exchange to which nobody may write. */
    static final String READ_ONLY = "read-only";

    private final SystemLauncher launcher;
    private final SystemConfig<?> system;

    private QpidBroker(SystemLauncher launcher, SystemConfig<?> system) {
        this.launcher = launcher;
        this.system = system;
    }

    /**
     * Starts a broker.
     *
     * @param folder for its configuration
     * @param port 0 for any free one
     */
    static QpidBroker start(Path folder, int port) throws Exception {
        return start(folder, port("AMQP", port, "TCP", ""), "");
    }

    /** Starts a broker that speaks TLS with the key in a store of {@code Certificates}. */
    static QpidBroker startTls(Path folder, Path keys) throws Exception {
        return start(folder, port("AMQPS", 0, "SSL", ", \"keyStore\": \"keys\""), keyStore(keys));
    }

    /** Starts one that takes clients with this certificate only. */
    static QpidBroker startMutualTls(Path folder, Path keys, Path client) throws Exception {
        String trust =
                """
                , "truststores": [{"name": "clients", "type": "NonJavaTrustStore", "certificatesUrl": "%s"}]
                """
                        .formatted(client);
        String needs =
                """
                , "keyStore": "keys", "trustStores": ["clients"], "needClientAuth": "true"
                """;
        return start(folder, port("AMQPS", 0, "SSL", needs), keyStore(keys) + trust);
    }

    private static String keyStore(Path keys) {
        return """
        , "keystores": [{"name": "keys", "type": "FileKeyStore", "storeUrl": "%s", "password": "changeit"}]
        """
                .formatted(keys);
    }

    int port() {
        return system.getContainer().getChildren(Port.class).stream()
                .mapToInt(port -> ((Number) port.getAttribute("boundPort")).intValue())
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        launcher.shutdown();
    }

    private static QpidBroker start(Path folder, String port, String stores) throws Exception {
        Path file = Files.createTempFile(folder, "qpid", ".json");
        write(file, port, stores);
        var system = new AtomicReference<SystemConfig<?>>();
        var launcher =
                new SystemLauncher(
                        new DefaultSystemLauncherListener() {
                            @Override
                            public void onContainerResolve(SystemConfig<?> config) {
                                system.set(config);
                            }
                        });
        launcher.startup(
                Map.of(
                        "type",
                        "Memory",
                        "initialConfigurationLocation",
                        file.toString(),
                        "startupLoggedToSystemOut",
                        "false",
                        "qpid.work_dir",
                        folder.toString()));
        ReadOnly.protect(system.get());
        return new QpidBroker(launcher, system.get());
    }

    private static void write(Path file, String port, String stores) throws IOException {
        Files.writeString(
                file,
                """
                {"name": "test", "modelVersion": "9.1",
                 "context": {"qpid.port.protocol_handshake_timeout": "60000",
                             "connection.maximumAuthenticationDelay": "60000",
                             "qpid.max_message_size": "%d"},
                 "authenticationproviders": [{"name": "plain", "type": "Plain", "secureOnlyMechanisms": [],
                   "users": [{"name": "guest", "type": "managed", "password": "guest"},
                             {"name": "reader", "type": "managed", "password": "readers"},
                             {"name": "o:dd/u@ser", "type": "managed", "password": "p%%:s@/?"}]}],
                 "ports": [%s],
                 "virtualhostnodes": [
                   {"name": "default", "type": "Memory", "defaultVirtualHostNode": "true",
                    "virtualHostInitialConfiguration": "{\\"type\\": \\"Memory\\"}"},
                   {"name": "other", "type": "Memory",
                    "virtualHostInitialConfiguration": "{\\"type\\": \\"Memory\\"}"}]
                 %s}
                """
                        .formatted(LARGEST_MESSAGE, port, stores));
    }

    private static String port(String name, int port, String transport, String more) {
        return """
        {"name": "%s", "port": "%d", "bindingAddress": "127.0.0.1", "transports": ["%s"],
         "authenticationProvider": "plain", "protocols": ["AMQP_0_9_1"],
         "virtualhostaliases": [{"name": "named", "type": "nameAlias"},
                                {"name": "default", "type": "defaultAlias"}] %s}
        """
                .formatted(name, port, transport, more);
    }
}
