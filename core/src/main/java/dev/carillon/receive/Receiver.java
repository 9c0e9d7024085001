package dev.carillon.receive;

import dev.carillon.http.HttpOptions;
import dev.carillon.http.HttpServer;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A server that accepts all deliveries and shows them: a first endpoint for a topic, and a request
 * bin. It answers after the message was shown: 200, or what a {@link Rehearsal} says.
 *
 * <p>It shows whether a given secret signed a message, and takes it in any case. Bodies over 1 MiB
 * are answered 413. It stores nothing; listen on loopback unless the network is private.
 * Thread-safe.
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
     * @param style how messages are shown
     * @param secrets with which messages may be signed; none = signatures are not checked
     * @param rehearsal how messages are answered
     */
    public record Options(
            String host, int port, Style style, List<SigningSecret> secrets, Rehearsal rehearsal) {
        public Options {
            secrets = List.copyOf(secrets);
        }

        /** Returns options without secrets, which answer 200 at once. */
        public static Options of(String host, int port, Style style) {
            return new Options(host, port, style, List.of(), Rehearsal.NONE);
        }
    }

    /** How messages are shown. */
    public enum Style {
        /** A readable line for each event. */
        EVENTS,
        /** Each body whole, on one line. */
        BODIES,
        /** Each request whole, with its body indented; also those without events. */
        REQUESTS,
        /** Each request as one JSON object on a line; also those without events. */
        REQUEST_OBJECTS;

        boolean ofRequests() {
            return this == REQUESTS || this == REQUEST_OBJECTS;
        }
    }

    /**
     * Creates a receiver that does not listen yet.
     *
     * @param clock the time of arrival, with which signed times are compared
     * @param out receives the lines; written to by one thread at a time
     */
    public Receiver(Options options, InstantSource clock, Appendable out) {
        this.options = options;
        face = new ShowingFace(options, clock, out);
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
        face.close();
        server.getAndSet(Optional.empty()).ifPresent(HttpServer::close);
    }
}
