package dev.carillon.receive;

import dev.carillon.http.HttpOptions;
import dev.carillon.http.HttpServer;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A server that accepts whatever is delivered to it and shows each event: a first thing to point a
 * topic at. It answers 200 when the event has been shown, so a delivery is never lost in here.
 *
 * <p>Bodies over 1 MiB are answered 413. It keeps nothing and checks no signature; listen on
 * loopback unless the network is yours. For any number of threads.
 */
public final class Receiver implements AutoCloseable {
    private final Options options;
    private final ShowingFace face;
    private final AtomicReference<Optional<HttpServer>> server =
            new AtomicReference<>(Optional.empty());
    private final AtomicBoolean started = new AtomicBoolean();

    /**
     * Where to listen and how to show.
     *
     * @param host the address to listen on, {@code 127.0.0.1} for this machine only
     * @param port 0 = any free one
     * @param json whether each body is shown whole, as one line of JSON, in place of a readable
     *     line for each event
     */
    public record Options(String host, int port, boolean json) {}

    /**
     * Makes a receiver that does not listen yet.
     *
     * @param out where events are shown; written to by one thread at a time
     */
    public Receiver(Options options, Appendable out) {
        this.options = options;
        face = new ShowingFace(options.json(), out);
    }

    /**
     * Starts listening.
     *
     * @return the port
     * @throws dev.carillon.http.PortTakenException when it cannot listen there; the message says
     *     what to do
     * @throws IllegalStateException when it was started before
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

    /** Where to reach it; only after {@link #start}. */
    public String url() {
        return server.get().orElseThrow().url();
    }

    /** Stops listening; what is being shown is finished first. */
    @Override
    public void close() {
        server.getAndSet(Optional.empty()).ifPresent(HttpServer::close);
    }
}
