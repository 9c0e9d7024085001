package dev.carillon.embedded;

import dev.carillon.server.Server;
import dev.carillon.signature.AccessKey;

import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * A Carillon server inside this process, with the same ports and guarantees as {@code carillon
 * serve}. Thread-safe. Several may run in one process, each over its own folder; the code that
 * started one closes it.
 */
public final class Carillon implements AutoCloseable {
    private final DataFolder folder;
    private final Server server;

    private Carillon(DataFolder folder, Server server) {
        this.folder = folder;
        this.server = server;
    }

    /**
     * Starts a server; it accepts requests when this returns.
     *
     * @throws dev.carillon.server.ConfigException if a setting is wrong, or the folder cannot be
     *     used
     * @throws dev.carillon.state.CannotOpenStateException if the data cannot be read
     * @throws dev.carillon.http.PortTakenException if it cannot listen
     * @throws dev.carillon.http.BadTlsException if the TLS certificate or its key cannot be used
     */
    public static Carillon start(EmbeddedSettings settings) {
        DataFolder folder = DataFolder.of(settings.folder());
        try {
            return new Carillon(folder, Server.start(settings.over(folder.path())));
        } catch (RuntimeException | Error e) {
            removeAfter(e, folder);
            throw e;
        }
    }

    /**
     * Returns the address of S3 and of the topic API.
     *
     * @throws IllegalStateException if the port is off
     */
    public String s3Url() {
        return url(server.s3Url(), "S3");
    }

    /**
     * Returns the address of the B2 native API.
     *
     * @throws IllegalStateException if the port is off
     */
    public String b2Url() {
        return url(server.b2Url(), "B2");
    }

    /**
     * Returns the address of the event broker.
     *
     * @throws IllegalStateException if the settings have no {@link
     *     EmbeddedSettings#withBroker(String) secret} for it
     */
    public String brokerUrl() {
        return url(server.brokerUrl(), "broker");
    }

    /**
     * Returns the address of health, metrics and the admin API.
     *
     * @throws IllegalStateException if the port is off
     */
    public String adminUrl() {
        return url(server.adminUrl(), "admin");
    }

    /** Returns the key pair that may do everything; for B2 it is the master key. */
    public AccessKey rootKey() {
        return server.rootKey();
    }

    /**
     * Stops as {@code carillon serve} does: requests in flight have five seconds and deliveries
     * three to end. What is still owed stays in the folder; a temporary folder is removed. A second
     * call waits for the first one and does nothing.
     *
     * @throws java.io.UncheckedIOException if a temporary folder cannot be removed; the server is
     *     stopped then, and the next call tries again
     */
    @Override
    public synchronized void close() {
        try {
            server.close();
        } finally {
            folder.close();
        }
    }

    private static void removeAfter(Throwable failure, DataFolder folder) {
        try {
            folder.close();
        } catch (UncheckedIOException e) {
            failure.addSuppressed(e);
        }
    }

    private static String url(Optional<String> url, String port) {
        return url.orElseThrow(() -> new IllegalStateException("the " + port + " port is off"));
    }
}
