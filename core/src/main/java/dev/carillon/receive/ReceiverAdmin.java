package dev.carillon.receive;

import dev.carillon.admin.AdminFace;
import dev.carillon.admin.Health;
import dev.carillon.engine.DeliveryEngine;
import dev.carillon.http.Authentication;
import dev.carillon.http.HttpOptions;
import dev.carillon.http.HttpServer;
import dev.carillon.signature.AccessKey;
import dev.carillon.stats.Stats;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The private admin port of a receiver: on loopback, with a key pair that is new in each process.
 * Whoever may read the folder finds both there, see {@link ReceiverAccess}. It has the calls of the
 * server's admin port, and the health and the metrics of the receiver.
 */
final class ReceiverAdmin implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";

    private final HttpServer server;
    private final AccessKey key;

    private ReceiverAdmin(HttpServer server, AccessKey key) {
        this.server = server;
        this.key = key;
    }

    /** Starts to listen on a free port. */
    static ReceiverAdmin start(DeliveryEngine engine, Health health, Stats stats) {
        AccessKey key = ReceiverAccess.newKey(new SecureRandom());
        var services =
                new AdminFace.Services(
                        engine.office(),
                        engine.replays(),
                        engine.explainer(),
                        engine.topicTest(),
                        engine.topics(),
                        _ -> Optional.empty(),
                        engine.dialects());
        var authentication =
                new Authentication(
                        id -> Optional.of(key).filter(one -> one.id().equals(id)),
                        Set.of(AdminFace.SERVICE),
                        InstantSource.system());
        var face = new AdminFace(health, stats, authentication, services);
        var number = new AtomicLong();
        var where = HttpOptions.of("admin", "--data", LOOPBACK, 0);
        return new ReceiverAdmin(
                HttpServer.start(where, face, () -> "a" + number.incrementAndGet()), key);
    }

    /** Returns the address and the key. */
    ReceiverAccess access() {
        return new ReceiverAccess(server.url(), key);
    }

    @Override
    public void close() {
        server.close();
    }
}
