package dev.carillon.kafka;

import dev.carillon.endpoint.ClientTls;
import dev.carillon.endpoint.Deadlines;
import dev.carillon.endpoint.EndpointEnvironment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The producers of one provider: one for each connection that is in use, shared by the endpoints
 * with an equal connection and by no others. It is made when an attempt needs it, and closed when
 * nobody has used it for a while, when its last endpoint closes, or when it is of no use any more.
 * Thread-safe; the lock guards which producers there are, and is never held while one is opened or
 * closed.
 */
final class Producers implements AutoCloseable {
    private final EndpointEnvironment environment;
    private final ProducerSettings settings;
    private final Reach reach;
    private final Duration idle;
    private final LateRecords late = new LateRecords();
    private final Deadlines sweeper = new Deadlines();

    /** The longest wait for the closing of all producers. */
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    private final Object lock = new Object();
    private boolean closed;
    private final Map<KafkaConnection, Use> open = new HashMap<>();
    private final Map<KafkaConnection, Integer> endpoints = new HashMap<>();

    /** Creates none yet. */
    Producers(EndpointEnvironment environment, Patience patience) {
        this.environment = environment;
        settings = new ProducerSettings(patience);
        reach = new Reach(environment.guard());
        idle = patience.idle();
        sweeper.every(idle.dividedBy(10), this::closeIdle);
    }

    /** Counts one more endpoint with the connection. */
    void attach(KafkaConnection connection) {
        synchronized (lock) {
            endpoints.merge(connection, 1, Integer::sum);
        }
    }

    /** Counts one endpoint less; the last one closes the producer, also under running attempts. */
    void detach(KafkaConnection connection) {
        List<SharedProducer> unused = new ArrayList<>();
        synchronized (lock) {
            if (endpoints.merge(connection, -1, Integer::sum) > 0) {
                return;
            }
            endpoints.remove(connection);
            Use use = open.remove(connection);
            if (use != null) {
                unused.add(use.producer);
            }
        }
        unused.forEach(SharedProducer::close);
    }

    /**
     * Returns the producer of a connection; the caller leaves it when its attempt has ended.
     *
     * @throws AttemptEndedException if the connection has no endpoint any more
     */
    SharedProducer enter(KafkaConnection connection) throws AttemptEndedException {
        boolean isNew;
        Use use;
        synchronized (lock) {
            if (closed || !endpoints.containsKey(connection)) {
                throw new AttemptEndedException(KafkaEndpoint.CLOSED);
            }
            isNew = !open.containsKey(connection);
            use = open.computeIfAbsent(connection, one -> new Use(fresh(one)));
            use.attempts++;
        }
        if (isNew) {
            use.producer.start();
        }
        return use.producer;
    }

    /** Says that an attempt no longer uses the producer. */
    void leave(KafkaConnection connection, SharedProducer producer) {
        synchronized (lock) {
            Use use = open.get(connection);
            if (use != null && use.producer == producer) {
                use.attempts--;
                use.last = System.nanoTime();
            }
        }
    }

    /** Closes a producer that is of no use, so that the next attempt makes another one. */
    void retire(KafkaConnection connection, SharedProducer producer) {
        synchronized (lock) {
            Use use = open.get(connection);
            if (use == null || use.producer != producer) {
                return;
            }
            open.remove(connection);
        }
        producer.close();
    }

    /** Returns a producer that is shared with nobody; the caller starts and closes it. */
    SharedProducer fresh(KafkaConnection connection) {
        return new SharedProducer(
                connection, reach, () -> settings.of(connection, tls(connection)));
    }

    /** Returns the TLS of a connection as its target's attributes say. */
    ClientTls tls(KafkaConnection connection) {
        return ClientTls.of(connection.tls().orElse(Map.of()), environment.clock());
    }

    /** Returns the records that attempts have left behind. */
    LateRecords late() {
        return late;
    }

    /** Returns the check of addresses. */
    Reach reach() {
        return reach;
    }

    /** Returns the connections that have a producer. */
    Set<KafkaConnection> connections() {
        synchronized (lock) {
            return Set.copyOf(open.keySet());
        }
    }

    @Override
    public void close() {
        sweeper.close();
        List<SharedProducer> all;
        synchronized (lock) {
            closed = true;
            all = open.values().stream().map(use -> use.producer).toList();
            open.clear();
        }
        all.forEach(SharedProducer::close);
        awaitClosed(all);
    }

    private static void awaitClosed(List<SharedProducer> all) {
        var each = all.stream().map(SharedProducer::closed).toArray(CompletableFuture<?>[]::new);
        try {
            var _ =
                    CompletableFuture.allOf(each)
                            .get(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException _) {
            // their threads are daemons and go on by themselves
        }
    }

    private void closeIdle() {
        long now = System.nanoTime();
        List<SharedProducer> unused;
        synchronized (lock) {
            List<Use> found =
                    open.values().stream()
                            .filter(use -> use.attempts == 0 && now - use.last > idle.toNanos())
                            .toList();
            open.values().removeAll(found);
            unused = found.stream().map(use -> use.producer).toList();
        }
        unused.forEach(SharedProducer::close);
    }

    /** A producer and its use; guarded by the lock. */
    private static final class Use {
        private final SharedProducer producer;
        private int attempts;
        private long last = System.nanoTime();

        Use(SharedProducer producer) {
            this.producer = producer;
        }
    }
}
