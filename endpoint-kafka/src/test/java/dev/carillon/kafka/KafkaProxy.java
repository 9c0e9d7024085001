package dev.carillon.kafka;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A listener in front of a broker that passes requests on, and can keep the answers back. */
final class KafkaProxy implements AutoCloseable {
    private static final short PRODUCE = 0;

    private final int broker;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private ServerSocket listener;
    private volatile boolean silent;
    private volatile boolean deaf;

    /** Listens, and connects to the broker's port. */
    KafkaProxy(int broker) {
        this.broker = broker;
        listener = listen(0);
        port = listener.getLocalPort();
        accept(listener);
    }

    int port() {
        return port;
    }

    /** Returns the number of connections that it took. */
    int accepted() {
        return accepted.get();
    }

    /** Keeps the answers to records back, and all behind them on the same connection. */
    void hang() {
        silent = true;
    }

    /** Takes records in, and passes nothing of their connection on any more. */
    void swallow() {
        deaf = true;
    }

    /** Refuses connections and breaks those it has. */
    void stop() {
        close();
    }

    /** Listens again at the same port, and passes answers on. */
    void restart() {
        silent = false;
        deaf = false;
        if (listener.isClosed()) {
            listener = listen(port);
            accept(listener);
        }
    }

    /** Breaks the connections it has. */
    void cut() {
        open.forEach(KafkaProxy::closeQuietly);
        open.clear();
    }

    @Override
    public void close() {
        closeQuietly(listener);
        cut();
    }

    private void accept(ServerSocket on) {
        Thread.startVirtualThread(() -> {
            try {
                while (true) {
                    Socket client = on.accept();
                    accepted.incrementAndGet();
                    Thread.startVirtualThread(() -> serve(client));
                }
            } catch (IOException _) {
                // closed
            }
        });
    }

    private void serve(Socket client) {
        open.add(client);
        try (client;
                var behind = new Socket(InetAddress.getLoopbackAddress(), broker)) {
            open.add(behind);
            Queue<Short> asked = new ConcurrentLinkedQueue<>();
            Thread back = Thread.startVirtualThread(() -> answers(behind, client, asked));
            requests(client, behind, asked);
            closeQuietly(behind);
            back.join();
        } catch (IOException | InterruptedException _) {
            // both ends are closed
        } finally {
            open.remove(client);
        }
    }

    private void requests(Socket from, Socket to, Queue<Short> asked) throws IOException {
        var in = new DataInputStream(from.getInputStream());
        var out = new DataOutputStream(to.getOutputStream());
        boolean swallowed = false;
        while (true) {
            byte[] frame = new byte[in.readInt()];
            in.readFully(frame);
            short call = (short) ((frame[0] << 8) | (frame[1] & 0xFF));
            swallowed |= call == PRODUCE && deaf;
            if (swallowed) {
                continue;
            }
            asked.add(call);
            out.writeInt(frame.length);
            out.write(frame);
            out.flush();
        }
    }

    private void answers(Socket from, Socket to, Queue<Short> asked) {
        try {
            var in = new DataInputStream(from.getInputStream());
            var out = new DataOutputStream(to.getOutputStream());
            boolean kept = false;
            while (true) {
                byte[] frame = new byte[in.readInt()];
                in.readFully(frame);
                kept |= asked.remove() == PRODUCE && silent;
                if (!kept) {
                    out.writeInt(frame.length);
                    out.write(frame);
                    out.flush();
                }
            }
        } catch (IOException | RuntimeException _) {
            closeQuietly(to);
        }
    }

    private static ServerSocket listen(int port) {
        try {
            var socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void closeQuietly(AutoCloseable one) {
        try {
            one.close();
        } catch (Exception _) {
            // it is closed already
        }
    }
}
