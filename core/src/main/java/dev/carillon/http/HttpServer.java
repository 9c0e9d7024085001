package dev.carillon.http;

import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

import java.io.IOException;
import java.net.BindException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Listens on one port and passes each request to one face, on a virtual thread of its own. Paths
 * and queries reach the face byte for byte.
 *
 * <p>The caller of {@link #start} closes it: {@link #close} accepts no more requests, lets those in
 * flight finish within {@link Limits#stop} and aborts the rest.
 */
public final class HttpServer implements AutoCloseable {
    private static final int MAX_SELECTOR_THREADS = 64;

    /**
     * The number of connections that the operating system queues until they are accepted, so that a
     * burst is not refused.
     */
    private static final int ACCEPT_QUEUE = 512;

    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Server server;
    private final ServerConnector connector;
    private final HttpOptions options;
    private final FaceHandler handler;
    private final ConnectionGate gate;
    private final Optional<Handshakes> handshakes;

    private HttpServer(HttpOptions options, Face face, Supplier<String> requestIds) {
        this.options = options;
        this.server = new Server(threads(options.port().name()));
        this.gate = new ConnectionGate(options.port().name(), options.load().connections());
        this.handshakes = options.tls().map(Handshakes::new);
        this.connector = new GatedConnector(server, gate, protocols());
        this.handler = new FaceHandler(face, requestIds, options);
        connector.setHost(options.port().host());
        connector.setPort(options.port().number());
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        connector.addBean(handler.guard());
        connector.setIdleTimeout(options.load().limits().idle().toMillis());
        server.addConnector(connector);
        server.setHandler(handler);
        server.setErrorHandler(new FaceErrors(face, requestIds, options.load().limits()));
    }

    /**
     * Starts listening; requests are answered when this returns.
     *
     * @param requestIds makes an id for each request; thread-safe
     * @throws PortTakenException if it cannot listen there
     * @throws BadTlsException if certificate and key cannot be used
     */
    public static HttpServer start(HttpOptions options, Face face, Supplier<String> requestIds) {
        var it = new HttpServer(options, face, requestIds);
        it.start();
        return it;
    }

    /** Returns the port on which it listens, also if any free port was requested. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Returns its address: {@code http://127.0.0.1:9000}. */
    public String url() {
        String name = options.port().host();
        String host = name.contains(":") ? "[" + name + "]" : name;
        return (options.tls().isPresent() ? "https" : "http") + "://" + host + ":" + port();
    }

    /**
     * Presents another certificate in every connection that is opened from now on; open ones are
     * not affected. Thread-safe.
     *
     * @throws BadTlsException if it cannot be used; the previous certificate stays in use
     * @throws IllegalStateException if this server speaks plain HTTP
     */
    public void use(Tls tls) {
        handshakes
                .orElseThrow(() -> new IllegalStateException(url() + " speaks plain HTTP"))
                .use(tls);
    }

    /** Returns the number of open connections, those in a TLS handshake included. */
    public int connections() {
        return gate.size();
    }

    /** Returns the number of connections refused since the start because of the limits. */
    public long refusedConnections() {
        return gate.refused();
    }

    @Override
    public void close() {
        handler.refuse();
        connector.close();
        handler.drain(options.load().limits().stop());
        stop();
    }

    private void start() {
        try {
            server.start();
            sweep();
        } catch (Exception e) {
            stop();
            if (cannotBind(e)) {
                throw new PortTakenException(options.port(), e);
            }
            throw new IllegalStateException(
                    "cannot start the server of " + options.port().name(), e);
        }
    }

    private void stop() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(
                    "cannot stop the server of " + options.port().name(), e);
        }
    }

    /** Ends overdue connections and schedules itself again, until the server's scheduler stops. */
    private void sweep() {
        handler.guard().sweep(System.nanoTime(), gate.pressed());
        server.getScheduler().schedule(this::sweep, sweepNanos(), TimeUnit.NANOSECONDS);
    }

    private long sweepNanos() {
        return Math.min(SWEEP_NANOS, options.load().limits().headerTime().toNanos() / 4);
    }

    private static boolean cannotBind(Throwable e) {
        return e instanceof BindException
                || e instanceof UnresolvedAddressException
                || e instanceof IOException
                || (e.getCause() != null && cannotBind(e.getCause()));
    }

    private static QueuedThreadPool threads(String name) {
        var threads = new QueuedThreadPool(MAX_SELECTOR_THREADS);
        threads.setName("http-" + name);
        threads.setDaemon(true);
        threads.setReservedThreads(0);
        threads.setVirtualThreadsExecutor(
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("request-" + name + "-", 0).factory()));
        return threads;
    }

    private ConnectionFactory[] protocols() {
        return Stream.concat(
                        handshakes.stream().map(Handshakes::protocol),
                        Stream.of(new HttpConnectionFactory(configuration(options))))
                .toArray(ConnectionFactory[]::new);
    }

    private static HttpConfiguration configuration(HttpOptions options) {
        var configuration = new HttpConfiguration();
        configuration.setHttpCompliance(HttpCompliance.RFC9110);
        configuration.setUriCompliance(UriCompliance.UNSAFE);
        configuration.setRequestHeaderSize(options.load().limits().headerBytes());
        // Signed values count as they were sent, in upper or lower case.
        configuration.setHeaderCacheCaseSensitive(true);
        // Each connection would keep a tree of its fields and change it with every signature.
        configuration.setHeaderCacheSize(0);
        configuration.setSendServerVersion(false);
        configuration.setSendDateHeader(true);
        configuration.setOutputBufferSize(64 * 1024);
        configuration.setInputBufferSize(64 * 1024);
        if (options.tls().isPresent()) {
            configuration.addCustomizer(new SecureRequestCustomizer(false));
        }
        return configuration;
    }
}
