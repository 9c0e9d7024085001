package dev.carillon.receive;

import dev.carillon.http.HttpOptions;
import dev.carillon.http.HttpServer;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A server that accepts all deliveries and shows each event: a first endpoint for a topic. It
 * answers 200 after the event was shown, so no delivery is lost in it.
 *
 * <p>Bodies over 1 MiB are answered 413. It stores nothing and checks no signature; listen on
 * loopback unless the network is private. Thread-safe.
 */
public final class Receiver implements AutoCloseable {
    private final Options options;
    private final ShowingFace face;
    private final AtomicReference<Optional<HttpServer>> server =
            new AtomicReference<>(Optional.empty());
    private final AtomicBoolean started = new AtomicBoolean();

    /**
     * The settings of a receiver.
     *
     * @param host the address to listen on, {@code 127.0.0.1} for this machine only
     * @param port 0 = any free one
     * @param json whether each body is shown whole, as one line of JSON, instead of a readable line
     *     for each event
     */
    public record Options(String host, int port, boolean json) {}

    /**
     * Creates a receiver that does not listen yet.
     *
     * @param out receives the events; written to by one thread at a time
     */
    public Receiver(Options options, Appendable out) {
        this.options = options;
        face = new ShowingFace(options.json(), out);
    }

    /**
     * Starts listening.
     *
     * @return the port
     * @throws dev.carillon.http.PortTakenException if it cannot listen there; the message says what
     *     to do
     * @throws IllegalStateException if it was started before
     */
    public int start() {
        if (started.getAndSet(true)) {
            throw new IllegalStateException("the receiver was started before: make another one");
        }
        var number = new AtomicLong();
        var where = HttpOptions.of("receive", "--port", options.host(), options.port());
        var listening = HttpServer.start(where, face, () -> "r" + number.incrementAndGet());
        server.set(Optional.of(listening));
        return listening.port();
    }

    /** Returns the receiver's URL; only after {@link #start}. */
    public String url() {
        return server.get().orElseThrow().url();
    }

    /** Stops listening, after requests in progress were shown. */
    @Override
    public void close() {
        server.getAndSet(Optional.empty()).ifPresent(HttpServer::close);
    }
}
