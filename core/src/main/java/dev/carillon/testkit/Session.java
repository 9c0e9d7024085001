package dev.carillon.testkit;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The time from one start of a receiver to its stop: its sockets, and a way to wait for the end.
 */
final class Session implements AutoCloseable {
    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch acceptsNoMore = new CountDownLatch(1);

    Session(ServerSocket server) {
        this.server = server;
    }

    /** Returns the next connection, which is broken at the end of the session. */
    Socket accept() throws IOException {
        Socket socket = server.accept();
        sockets.removeIf(Socket::isClosed);
        sockets.add(socket);
        if (stopped.getCount() == 0) {
            socket.close();
        }
        return socket;
    }

    /** Waits for this time; returns true if the session ended before. */
    boolean endsWithin(Duration pause) throws InterruptedException {
        return stopped.await(pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Returns the number of connections that neither side has closed. */
    int open() {
        return (int) sockets.stream().filter(socket -> !socket.isClosed()).count();
    }

    /** Signals that the accepting thread has ended; called by that thread. */
    void acceptsNoMore() {
        acceptsNoMore.countDown();
    }

    /** Breaks all connections; the port refuses new ones when this returns. */
    @Override
    public void close() {
        stopped.countDown();
        closeQuietly(server);
        try {
            // Until then the system would still accept a connection.
            acceptsNoMore.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        sockets.forEach(Session::closeQuietly);
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception _) {
            // The socket is gone either way.
        }
    }
}
