package dev.carillon.server;

import dev.carillon.http.BadTlsException;
import dev.carillon.http.HttpServer;
import dev.carillon.signature.AccessKey;
import dev.carillon.state.AcceptedLoss;
import dev.carillon.state.CannotOpenStateException;
import dev.carillon.state.DamagedStateException;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A running server: all services over one data directory. The caller of {@link #start} closes it.
 *
 * <p>{@link #close} accepts no new requests, lets those in flight finish for at most five seconds
 * and deliveries in flight for three, and leaves the rest on disk for the next start.
 */
public final class Server implements AutoCloseable {
    private final CloseStack closeStack = new CloseStack();
    private final RootKeyFile.Found root;
    private final Optional<TlsFiles> tls;
    private final Optional<HttpServer> s3;
    private final Optional<HttpServer> b2;
    private final Optional<HttpServer> broker;
    private final Optional<HttpServer> admin;

    private Server(ServerConfig config, AcceptedLoss accepted) {
        try {
            var random = new SecureRandom();
            tls = config.tls();
            var certificate = tls.map(TlsFiles::read);
            DataDirectory data =
                    closeStack.add("the data directory", DataDirectory.open(config.data()));
            root =
                    config.rootKey()
                            .map(key -> new RootKeyFile.Found(key, false))
                            .orElseGet(() -> RootKeyFile.readOrMake(data.path(), random));
            Services services = Services.open(config, data.path(), accepted, closeStack);
            services.store().recover();
            var faces = new Faces(config, services, this::key, name(config, random));
            var ports =
                    new Ports(
                            config,
                            certificate,
                            new RequestIds(random.nextLong()),
                            services.stats(),
                            closeStack);
            s3 = ports.listen(Setting.S3_PORT, config.s3Port(), faces::s3);
            b2 =
                    ports.listen(
                            Setting.B2_PORT,
                            config.b2().port(),
                            () -> faces.b2(s3.map(HttpServer::url), root.key()));
            broker = ports.listen(Setting.BROKER_PORT, config.broker().listens(), faces::broker);
            admin = ports.listen(Setting.ADMIN_PORT, config.adminPort(), faces::admin);
            closeStack.add("the live tails", services.tails());
            services.engine().start();
            services.engine().startUpkeep();
            services.store().startSweeping(services.engine().jobs());
        } catch (DamagedStateException e) {
            closeStack.close();
            throw new CannotOpenStateException(
                    "a part of the database that a start needs is damaged ("
                            + e.getMessage()
                            + "): restore the data folder from a backup",
                    e);
        } catch (RuntimeException | Error e) {
            closeStack.close();
            throw e;
        }
    }

    /**
     * Starts a server. When this returns, it answers requests and continues to deliver what it
     * owes.
     *
     * @throws ConfigException if the data directory cannot be used
     * @throws CannotOpenStateException if its content cannot be read
     * @throws dev.carillon.http.PortTakenException if it cannot listen
     * @throws dev.carillon.http.BadTlsException if certificate or key cannot be used
     */
    public static Server start(ServerConfig config) {
        return start(config, AcceptedLoss.none());
    }

    /** Starts a server as {@link #start(ServerConfig)} does, and accepts the given loss of data. */
    public static Server start(ServerConfig config, AcceptedLoss accepted) {
        return new Server(config, accepted);
    }

    /** Returns the URL of S3 and the topic API; empty if they are off. */
    public Optional<String> s3Url() {
        return s3.map(HttpServer::url);
    }

    /** Returns the URL of the B2 native API; empty if it is off. */
    public Optional<String> b2Url() {
        return b2.map(HttpServer::url);
    }

    /** Returns the URL of the event broker; empty if it is off. */
    public Optional<String> brokerUrl() {
        return broker.map(HttpServer::url);
    }

    /** Returns the URL of health, metrics and admin; empty if they are off. */
    public Optional<String> adminUrl() {
        return admin.map(HttpServer::url);
    }

    /** Returns the root key pair. */
    public AccessKey rootKey() {
        return root.key();
    }

    /**
     * Returns the root key pair if this start generated it: show it, because nobody knows it yet.
     */
    public Optional<AccessKey> madeRootKey() {
        return root.made() ? Optional.of(root.key()) : Optional.empty();
    }

    /**
     * Reads the TLS certificate and its key again and presents them in every connection that is
     * opened from now on, on all ports; open connections are not affected. Files that cannot be
     * used change nothing. Not thread-safe.
     */
    public CertificateReload reloadCertificate() {
        return tls.map(this::reload).orElseGet(CertificateReload.NoTls::new);
    }

    private CertificateReload reload(TlsFiles files) {
        try {
            var certificate = files.read();
            Stream.of(s3, b2, broker, admin)
                    .flatMap(Optional::stream)
                    .forEach(port -> port.use(certificate));
            return new CertificateReload.Renewed(certificate.subject(), certificate.expires());
        } catch (BadTlsException e) {
            return new CertificateReload.Refused(String.valueOf(e.getMessage()));
        }
    }

    /** Returns a name in the form that Ceph uses for its gateways: an instance, then its region. */
    private static String name(ServerConfig config, SecureRandom random) {
        return "%08x-%s".formatted(random.nextInt(), config.region());
    }

    private Optional<AccessKey> key(String id) {
        return Optional.of(root.key()).filter(key -> key.id().equals(id));
    }

    @Override
    public void close() {
        closeStack.close();
    }
}
