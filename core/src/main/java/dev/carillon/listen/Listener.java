package dev.carillon.listen;

import dev.carillon.http.HttpOptions;
import dev.carillon.http.HttpServer;
import dev.carillon.signature.Secret;

import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * A running listener: its journal, the port to which a tunnel leads, and the way in. Thread-safe;
 * it may be closed at any moment, also while it starts, and undoes then what was done so far.
 */
public final class Listener implements AutoCloseable {
    private final EventJournal journal;
    private final ListenLog log;
    private final CloseOrder open = new CloseOrder();
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    /**
     * Creates a listener, which owns the journal from now on.
     *
     * @param journal not started yet
     */
    public Listener(EventJournal journal, ListenLog log) {
        this.journal = journal;
        this.log = log;
        open.add(journal);
        journal.start();
    }

    /**
     * Starts to take messages at a port.
     *
     * @param secret with which each message must be signed; empty = all are taken
     * @return the tunnels to the port
     * @throws dev.carillon.http.PortTakenException if it cannot listen there
     */
    public Tunnels takeAt(HttpOptions options, Optional<Secret> secret) {
        var number = new AtomicLong();
        var check = new ReachCheck();
        open.add(check);
        var face = new ArrivalFace(journal, secret, check, log);
        HttpServer server = HttpServer.start(options, face, () -> "l" + number.incrementAndGet());
        open.add(server);
        return new Tunnels(URI.create(server.url()), check);
    }

    /** Starts a way in by a rule and a tunnel. */
    public void byRule(Tunnel tunnel, RuleLease lease, String local) {
        start(_ -> new RuleWay(tunnel, lease, local, log, this::fail));
    }

    /** Starts a way in by a subscription at a broker and a tunnel. */
    public void byBroker(Tunnel tunnel, BrokerClient broker, BrokerWay.Settings settings) {
        start(_ -> new BrokerWay(tunnel, broker, settings, log, this::fail));
    }

    /** Starts a way in by the live tail of a Carillon server. */
    public void byTail(TailWay.Source source, TailWay.Wanted wanted) {
        start(inbox -> new TailWay(source, wanted, inbox, log, this::fail));
    }

    private void start(Function<Inbox, WayIn> making) {
        WayIn way = making.apply(journal);
        open.add(way);
        way.start();
    }

    private void fail(ListenException reason) {
        end.completeExceptionally(reason);
    }

    /**
     * Waits until it is closed.
     *
     * @throws ListenException if events cannot arrive any more
     */
    public void await() throws InterruptedException {
        try {
            end.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ListenException reason
                    ? reason
                    : new IllegalStateException(e);
        }
    }

    /** Returns the number of deliveries that the local service has not taken yet. */
    public long waiting() {
        return journal.waiting();
    }

    /**
     * Ends the way in, and undoes what it changed; then ends the deliveries.
     *
     * @throws ListenException if something could not be undone; the message says what to do
     */
    @Override
    public void close() {
        try {
            open.close();
        } finally {
            end.complete(null);
        }
    }
}
