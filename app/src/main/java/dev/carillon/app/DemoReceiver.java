package dev.carillon.app;

import dev.carillon.http.Answer;
import dev.carillon.http.Face;
import dev.carillon.http.Failure;
import dev.carillon.http.HttpOptions;
import dev.carillon.http.HttpServer;
import dev.carillon.http.Request;
import dev.carillon.signature.B2Signature;
import dev.carillon.signature.Secret;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * The user's code in the demo: receives events, keeps them, and can be down for a while.
 * Thread-safe.
 */
final class DemoReceiver implements Face, AutoCloseable {
    private static final int MAX_BODY_BYTES = 1 << 20;
    private static final int GONE = 410;

    /** The secret with which B2's messages are signed. */
    static final String SECRET = "0123456789abcdefghijABCDEFGHIJ32";

    private final JsonMapper json = new JsonMapper();
    private final AtomicLong ids = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final List<Arrival> arrivals = new ArrayList<>();
    private final List<B2Arrival> b2Arrivals = new ArrayList<>();
    private Optional<HttpServer> server = Optional.empty();
    private int port;
    private volatile boolean refusing;

    /**
     * An event that arrived.
     *
     * @param at the time
     * @param record the record, as JSON
     * @param replay whether its header marks it as a replay
     */
    record Arrival(Instant at, JsonNode record, boolean replay) {
        String name() {
            return record.path("eventName").asString();
        }

        String key() {
            return record.path("s3").path("object").path("key").asString();
        }
    }

    /**
     * An event that arrived in B2's format.
     *
     * @param genuine whether its message was signed with {@link #SECRET}
     */
    record B2Arrival(String type, String name, boolean genuine) {}

    /** Starts to listen: on any port the first time, on the same one later. */
    void start() {
        HttpServer started =
                HttpServer.start(
                        HttpOptions.of("receiver", "the demo", "127.0.0.1", port),
                        this,
                        () -> String.valueOf(ids.incrementAndGet()));
        port = started.port();
        server = Optional.of(started);
    }

    /** Refuses everything permanently from now on, or accepts everything again. */
    void refuse(boolean everything) {
        refusing = everything;
    }

    /** Returns the URL of the receiver. */
    String url() {
        return "http://127.0.0.1:" + port + "/bell";
    }

    /** Returns all events that arrived. */
    List<Arrival> arrivals() {
        lock.lock();
        try {
            return List.copyOf(arrivals);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until an event in B2's format arrived, or the time is over. */
    List<B2Arrival> awaitB2(Duration limit) throws InterruptedException {
        lock.lock();
        try {
            long left = limit.toNanos();
            while (b2Arrivals.isEmpty() && left > 0) {
                left = arrived.awaitNanos(left);
            }
            return List.copyOf(b2Arrivals);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the arrivals meet a condition, or the time is over. */
    boolean await(Predicate<List<Arrival>> wanted, Duration limit) throws InterruptedException {
        lock.lock();
        try {
            long left = limit.toNanos();
            while (!wanted.test(List.copyOf(arrivals))) {
                if (left <= 0) {
                    return false;
                }
                left = arrived.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Answer answer(Request request) throws IOException {
        if (refusing) {
            return Answer.of(GONE);
        }
        Instant now = Instant.now();
        boolean replay = request.header("x-carillon-replay").isPresent();
        byte[] bytes = request.bytes(MAX_BODY_BYTES);
        String signature = B2Signature.of(Secret.of(SECRET), bytes);
        boolean genuine = request.header(B2Signature.HEADER).filter(signature::equals).isPresent();
        JsonNode body = json.readTree(bytes);
        lock.lock();
        try {
            body.path("Records").forEach(node -> arrivals.add(new Arrival(now, node, replay)));
            body.path("events").forEach(node -> b2Arrivals.add(b2(node, genuine)));
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
        return Answer.of(200);
    }

    private static B2Arrival b2(JsonNode event, boolean genuine) {
        return new B2Arrival(
                event.path("eventType").asString(), event.path("objectName").asString(), genuine);
    }

    @Override
    public Answer failure(Request request, Failure failure) {
        return Answer.of(failure.status());
    }

    /** Stops listening. */
    @Override
    public void close() {
        server.ifPresent(HttpServer::close);
        server = Optional.empty();
    }
}
