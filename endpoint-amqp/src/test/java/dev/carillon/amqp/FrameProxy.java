package dev.carillon.amqp;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/**
 * Stands between a client and a broker and changes what the broker sends, frame by frame: so a
 * broker can be made to fail in ways that it would not of itself.
 */
final class FrameProxy implements AutoCloseable {
    private static final int HEADER = 7;
    private static final byte METHOD = 1;
    private static final byte BODY = 3;
    private static final byte END = (byte) 0xCE;

    private final int brokerPort;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final ServerSocket server;
    private volatile boolean stopped;
    private volatile CountDownLatch hearing = new CountDownLatch(0);
    private volatile Function<Frame, Reaction> rule = _ -> Reaction.PASS;

    /** What happens with a frame of the broker. */
    enum Reaction {
        PASS,
        SWALLOW,
        /** A confirmation becomes a refusal, and a refusal a confirmation. */
        NEGATE,
        /** The same, but not before the body of the next message has passed. */
        NEGATE_LATER,
        /** The connection breaks. */
        CUT
    }

    /** A frame, of which only methods are understood. */
    record Frame(byte[] bytes) {
        boolean is(int classId, int methodId) {
            return bytes[0] == METHOD
                    && ByteBuffer.wrap(bytes).getShort(HEADER) == classId
                    && ByteBuffer.wrap(bytes).getShort(HEADER + 2) == methodId;
        }

        /** Returns whether the broker confirms a message by it. */
        boolean confirms() {
            return is(60, 80);
        }

        /** Returns whether the confirmation is for all messages up to its number. */
        boolean multiple() {
            return bytes[HEADER + 12] != 0;
        }

        /** Returns whether the broker refuses a message by it. */
        boolean refuses() {
            return is(60, 120);
        }

        private boolean body() {
            return bytes[0] == BODY;
        }

        private Frame negated() {
            byte[] payload = new byte[bytes.length];
            System.arraycopy(bytes, 0, payload, 0, bytes.length);
            ByteBuffer.wrap(payload).putShort(HEADER + 2, (short) (confirms() ? 120 : 80));
            // the bit "multiple" has the same place; "requeue" is ignored
            return new Frame(payload);
        }
    }

    private FrameProxy(int brokerPort, ServerSocket server) {
        this.brokerPort = brokerPort;
        this.server = server;
    }

    static FrameProxy before(int brokerPort) throws IOException {
        var proxy = new FrameProxy(brokerPort, listening());
        proxy.accept();
        return proxy;
    }

    int port() {
        return server.getLocalPort();
    }

    /** Returns the number of connections that were made and are not closed. */
    long connections() {
        return sockets.stream().filter(socket -> !socket.isClosed()).count() / 2;
    }

    /** Changes what happens with frames of the broker from now on. */
    void obey(Function<Frame, Reaction> changed) {
        rule = changed;
    }

    /** Says on each connection that the broker takes no messages. */
    void block(String reason) throws IOException {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        byte[] payload = new byte[5 + text.length];
        ByteBuffer.wrap(payload).putShort((short) 10).putShort((short) 60).put((byte) text.length);
        System.arraycopy(text, 0, payload, 5, text.length);
        inject(payload);
    }

    /** Says on each connection that the broker takes messages again. */
    void unblock() throws IOException {
        inject(new byte[] {0, 10, 0, 61});
    }

    /**
     * Breaks open connections, and new ones at once. The port stays taken, so that nobody else gets
     * it meanwhile.
     */
    void stop() {
        stopped = true;
        breakOff();
    }

    /** Passes connections on again. */
    void restart() {
        stopped = false;
    }

    /** Reads nothing that clients send from now on, so that their buffers fill. */
    void deafen() {
        hearing = new CountDownLatch(1);
    }

    /** Reads again. */
    void hear() {
        hearing.countDown();
    }

    @Override
    public void close() {
        closed(server);
        breakOff();
        hear();
    }

    private void breakOff() {
        sockets.forEach(FrameProxy::closed);
        sockets.clear();
    }

    private void inject(byte[] payload) throws IOException {
        byte[] frame = new byte[HEADER + payload.length + 1];
        ByteBuffer.wrap(frame).put(METHOD).putShort((short) 0).putInt(payload.length).put(payload);
        frame[frame.length - 1] = END;
        // the first of each pair is the client's
        for (int i = 0; i < sockets.size(); i += 2) {
            synchronized (sockets.get(i)) {
                sockets.get(i).getOutputStream().write(frame);
            }
        }
    }

    private void accept() {
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        while (true) {
                            connect(server.accept());
                        }
                    } catch (IOException _) {
                        // closed
                    }
                });
    }

    private void connect(Socket client) throws IOException {
        if (stopped) {
            client.close();
            return;
        }
        var broker = new Socket(InetAddress.getLoopbackAddress(), brokerPort);
        client.setTcpNoDelay(true);
        broker.setTcpNoDelay(true);
        sockets.add(client);
        sockets.add(broker);
        Thread.ofVirtual().start(() -> run(client, broker, () -> fromClient(client, broker)));
        Thread.ofVirtual().start(() -> run(client, broker, () -> fromBroker(broker, client)));
    }

    private static void run(Socket one, Socket other, Copying copying) {
        try {
            copying.run();
        } catch (IOException _) {
            // broken
        }
        closed(one);
        closed(other);
    }

    private void fromClient(Socket client, Socket broker) throws IOException {
        InputStream in = client.getInputStream();
        byte[] some = new byte[8_192];
        for (int count = in.read(some); count >= 0; count = in.read(some)) {
            broker.getOutputStream().write(some, 0, count);
            awaitHearing();
        }
    }

    private void awaitHearing() throws IOException {
        try {
            hearing.await();
        } catch (InterruptedException e) {
            throw new InterruptedIOException(e.getMessage());
        }
    }

    private void fromBroker(Socket broker, Socket client) throws IOException {
        var in = new DataInputStream(broker.getInputStream());
        OutputStream out = client.getOutputStream();
        var later = new ArrayDeque<Frame>();
        while (true) {
            Frame frame = read(in);
            switch (rule.apply(frame)) {
                case PASS -> {
                    write(client, out, frame);
                    while (frame.body() && !later.isEmpty()) {
                        write(client, out, later.remove());
                    }
                }
                case NEGATE_LATER -> later.add(frame.negated());
                case SWALLOW -> {}
                case NEGATE -> write(client, out, frame.negated());
                case CUT -> throw new IOException("cut");
            }
        }
    }

    private static void write(Socket client, OutputStream out, Frame frame) throws IOException {
        synchronized (client) {
            out.write(frame.bytes());
        }
    }

    private static Frame read(InputStream in) throws IOException {
        byte[] head = in.readNBytes(HEADER);
        if (head.length < HEADER) {
            throw new IOException("end");
        }
        int size = ByteBuffer.wrap(head).getInt(3);
        byte[] rest = in.readNBytes(size + 1);
        byte[] all = new byte[HEADER + rest.length];
        System.arraycopy(head, 0, all, 0, HEADER);
        System.arraycopy(rest, 0, all, HEADER, rest.length);
        return new Frame(all);
    }

    private static ServerSocket listening() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private static void closed(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception _) {
            // closed in any case
        }
    }

    @FunctionalInterface
    private interface Copying {
        void run() throws IOException;
    }
}
