package dev.carillon.kafka;

import org.apache.kafka.common.Node;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.requests.RequestUtils;
import org.apache.kafka.common.utils.Utils;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A listener in front of a broker that passes requests on, and can keep the answers back, or change
 * what they say of the cluster.
 */
final class KafkaProxy implements AutoCloseable {
    private static final short PRODUCE = ApiKeys.PRODUCE.id;
    private static final short METADATA = ApiKeys.METADATA.id;

    private final int broker;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private ServerSocket listener;
    private volatile boolean silent;
    private volatile boolean deaf;
    private volatile Consumer<MetadataResponseData> news = _ -> {};

    /** A request by its kind and version. */
    private record Asked(short call, short version) {}

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

    /** Says from now on that the cluster has one more node, without a partition of any topic. */
    void announce(Node node) {
        news = told -> told.brokers().add(asBroker(node));
    }

    /** Says from now on that the cluster has one more node, and that all partitions are there. */
    void moveTo(Node node) {
        news =
                told -> {
                    told.brokers().add(asBroker(node));
                    told.topics().stream()
                            .flatMap(topic -> topic.partitions().stream())
                            .forEach(partition ->
                                    partition
                                            .setLeaderId(node.id())
                                            .setReplicaNodes(List.of(node.id()))
                                            .setIsrNodes(List.of(node.id())));
                };
    }

    private static MetadataResponseBroker asBroker(Node node) {
        return new MetadataResponseBroker()
                .setNodeId(node.id())
                .setHost(node.host())
                .setPort(node.port());
    }

    /** Refuses connections and breaks those it has. */
    void stop() {
        close();
    }

    /** Listens again at the same port, and passes answers on. */
    void restart() {
        silent = false;
        deaf = false;
        news = _ -> {};
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
            Queue<Asked> asked = new ConcurrentLinkedQueue<>();
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

    private void requests(Socket from, Socket to, Queue<Asked> asked) throws IOException {
        var in = new DataInputStream(from.getInputStream());
        var out = new DataOutputStream(to.getOutputStream());
        boolean swallowed = false;
        while (true) {
            byte[] frame = new byte[in.readInt()];
            in.readFully(frame);
            var start = ByteBuffer.wrap(frame);
            var call = new Asked(start.getShort(), start.getShort());
            swallowed |= call.call() == PRODUCE && deaf;
            if (swallowed) {
                continue;
            }
            asked.add(call);
            out.writeInt(frame.length);
            out.write(frame);
            out.flush();
        }
    }

    private void answers(Socket from, Socket to, Queue<Asked> asked) {
        try {
            var in = new DataInputStream(from.getInputStream());
            var out = new DataOutputStream(to.getOutputStream());
            boolean kept = false;
            while (true) {
                byte[] frame = new byte[in.readInt()];
                in.readFully(frame);
                Asked call = asked.remove();
                kept |= call.call() == PRODUCE && silent;
                if (!kept) {
                    byte[] answer =
                            call.call() == METADATA ? withNews(frame, call.version()) : frame;
                    out.writeInt(answer.length);
                    out.write(answer);
                    out.flush();
                }
            }
        } catch (IOException | RuntimeException _) {
            closeQuietly(to);
        }
    }

    /** Returns an answer about the cluster with the news. */
    private byte[] withNews(byte[] frame, short version) {
        var in = new ByteBufferAccessor(ByteBuffer.wrap(frame));
        short headerVersion = ApiKeys.METADATA.responseHeaderVersion(version);
        var header = new ResponseHeaderData(in, headerVersion);
        var cluster = new MetadataResponseData(in, version);
        news.accept(cluster);
        return Utils.toArray(RequestUtils.serialize(header, headerVersion, cluster, version));
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
