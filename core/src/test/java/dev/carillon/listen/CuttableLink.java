package dev.carillon.listen;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A port that passes connections on to another one, until it is cut. */
final class CuttableLink implements AutoCloseable {
    private final ServerSocket port = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final int target;
    private volatile boolean cut;

    CuttableLink(URI target) throws IOException {
        this.target = target.getPort();
        Thread.ofVirtual().start(this::accept);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port.getLocalPort());
    }

    /** Breaks all connections; those that are made now are broken at once. */
    void cut() {
        cut = true;
        open.forEach(CuttableLink::closed);
    }

    void mend() {
        cut = false;
    }

    @Override
    public void close() throws IOException {
        port.close();
        cut();
    }

    private void accept() {
        while (!port.isClosed()) {
            try {
                Socket one = port.accept();
                Socket other = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(one);
                open.add(other);
                if (cut) {
                    closed(one);
                    closed(other);
                }
                Thread.ofVirtual().start(() -> copy(one, other));
                Thread.ofVirtual().start(() -> copy(other, one));
            } catch (IOException _) {
                // The next one may succeed.
            }
        }
    }

    private void copy(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException _) {
            // Cut, or ended.
        } finally {
            closed(from);
            closed(to);
            open.remove(from);
            open.remove(to);
        }
    }

    private static void closed(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // It is of no use any more.
        }
    }
}
