package dev.carillon.testkit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;

/**
 * An HTTP server on loopback that records every request and gives the answers it was set up for,
 * valid or not: for tests of anything that delivers to a URL. The default answer is 200.
 *
 * <p>Thread-safe; a virtual thread serves each connection. It can be stopped, which breaks every
 * connection, and restarted on the same port; recorded requests stay.
 */
public final class RecordingReceiver implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";

    private final ServerSocketFactory sockets;
    private final String scheme;
    private final String address;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final List<Received> requests = new ArrayList<>();
    private final Deque<Answer> script = new ArrayDeque<>();
    private Function<Received, Answer> rule = _ -> Answer.ok();
    private Optional<Session> session = Optional.empty();
    private int port;
    private int connections;

    private RecordingReceiver(
            ServerSocketFactory sockets, String scheme, String address, int port) {
        this.sockets = sockets;
        this.scheme = scheme;
        this.address = address;
        this.port = port;
    }

    /** Starts a receiver on any free port of 127.0.0.1. */
    public static RecordingReceiver start() {
        return startAt(LOOPBACK, 0);
    }

    /** Starts a receiver on this address of the machine, port 0 for any free one. */
    public static RecordingReceiver startAt(String address, int port) {
        return started(
                new RecordingReceiver(ServerSocketFactory.getDefault(), "http", address, port));
    }

    /** Starts a receiver with TLS and the context's certificate. */
    public static RecordingReceiver startTls(SSLContext context) {
        return startTls(context, 0);
    }

    /** Starts a receiver with TLS on this port, 0 for any free one. */
    public static RecordingReceiver startTls(SSLContext context, int port) {
        return started(
                new RecordingReceiver(context.getServerSocketFactory(), "https", LOOPBACK, port));
    }

    /**
     * Starts a receiver with TLS and the context's certificate, which demands a client certificate
     * that the context trusts.
     */
    public static RecordingReceiver startMutualTls(SSLContext context) {
        return started(new RecordingReceiver(new DemandingSockets(context), "https", LOOPBACK, 0));
    }

    /** Adds answers for the next requests, one each. */
    public RecordingReceiver then(Answer... answers) {
        return locked(() -> {
            script.addAll(List.of(answers));
            return this;
        });
    }

    /** Sets the function that answers if no scripted answer is left. */
    public RecordingReceiver otherwise(Function<Received, Answer> answer) {
        return locked(() -> {
            rule = answer;
            return this;
        });
    }

    /** Sets the answer that is given if no scripted one is left. */
    public RecordingReceiver otherwise(Answer answer) {
        return otherwise(_ -> answer);
    }

    /** Returns the port, which stays the same after a restart. */
    public int port() {
        return locked(() -> port);
    }

    /** Returns the URL of a path that begins with a slash. */
    public String url(String path) {
        return scheme + "://" + address + ":" + port() + path;
    }

    /** Returns the requests so far, in the order in which they were read. */
    public List<Received> requests() {
        return locked(() -> List.copyOf(requests));
    }

    /**
     * Waits until this many requests have arrived.
     *
     * @return all requests so far
     * @throws IllegalStateException if they have not arrived within the limit
     */
    public List<Received> await(int count, Duration limit) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = limit.toNanos();
            while (requests.size() < count) {
                if (left <= 0) {
                    throw new IllegalStateException(
                            requests.size() + " of " + count + " requests within " + limit);
                }
                left = arrived.awaitNanos(left);
            }
            return List.copyOf(requests);
        } finally {
            lock.unlock();
        }
    }

    /** Returns the number of connections that were opened so far. */
    public int connections() {
        return locked(() -> connections);
    }

    /**
     * Returns the number of open connections; one that the client closed counts until the receiver
     * notices it.
     */
    public int openConnections() {
        return locked(() -> session.map(Session::open).orElse(0));
    }

    /** Breaks all connections and refuses new ones; does nothing if it is stopped. */
    public void stop() {
        Optional<Session> ended =
                locked(() -> {
                    var current = session;
                    session = Optional.empty();
                    return current;
                });
        // Not under the lock: it waits for a thread that may need it.
        ended.ifPresent(Session::close);
    }

    /** Listens again on the same port; does nothing if it is not stopped. */
    public void restart() {
        locked(() -> {
            if (session.isEmpty()) {
                session = Optional.of(open());
            }
            return this;
        });
    }

    /** Stops permanently. */
    @Override
    public void close() {
        stop();
    }

    private static RecordingReceiver started(RecordingReceiver receiver) {
        receiver.restart();
        return receiver;
    }

    private Session open() {
        try {
            ServerSocket server = sockets.createServerSocket();
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port), 1_024);
            port = server.getLocalPort();
            var opened = new Session(server);
            Thread.startVirtualThread(() -> accept(opened));
            return opened;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on port " + port, e);
        }
    }

    private void accept(Session session) {
        try {
            while (true) {
                Socket socket = session.accept();
                int connection = locked(() -> ++connections);
                Thread.startVirtualThread(() -> serve(session, socket, connection));
            }
        } catch (IOException _) {
            session.acceptsNoMore();
        }
    }

    private void serve(Session session, Socket socket, int connection) {
        try (socket) {
            var in = new HttpRequests(new BufferedInputStream(socket.getInputStream()));
            var out = new AnswerWriter(socket, session);
            boolean open = true;
            while (open) {
                Optional<HttpRequests.Request> request = in.next();
                open = request.isPresent() && out.write(record(request.get(), connection));
            }
        } catch (IOException | RuntimeException _) {
            // The client closed the connection, or the test did: it only remains to close it here.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Answer record(HttpRequests.Request request, int connection) {
        Received received;
        Function<Received, Answer> answer;
        lock.lock();
        try {
            received =
                    new Received(
                            requests.size() + 1,
                            connection,
                            InstantSource.system().instant(),
                            request.method(),
                            request.path(),
                            request.headers(),
                            request.body());
            requests.add(received);
            Answer scripted = script.poll();
            answer = scripted == null ? rule : _ -> scripted;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
        return answer.apply(received);
    }

    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
