package dev.carillon.http;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the open connections of a port, in total and for each remote address, and decides which
 * new ones are accepted. Thread-safe.
 */
final class ConnectionGate {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionGate.class);

    private final String name;
    private final ConnectionLimits limits;
    private final ConcurrentHashMap<SelectableChannel, Long> open = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Long, Integer> byOrigin = new ConcurrentHashMap<>();
    private final AtomicInteger total = new AtomicInteger();
    private final AtomicLong refused = new AtomicLong();
    private final LogPause line = new LogPause();

    /** Creates the gate of the port with this name. */
    ConnectionGate(String name, ConnectionLimits limits) {
        this.name = name;
        this.limits = limits;
    }

    /**
     * Returns whether a connection just accepted may stay open; if so, {@link #leave} must follow.
     */
    boolean enter(SocketChannel channel) {
        InetAddress address = address(channel);
        long origin = origin(address);
        if (total.incrementAndGet() > limits.total()) {
            total.decrementAndGet();
            refuse("%d connections are open".formatted(limits.total()));
            return false;
        }
        if (byOrigin.merge(origin, 1, Integer::sum) > limits.perAddress()) {
            total.decrementAndGet();
            byOrigin.computeIfPresent(origin, ConnectionGate::oneLess);
            refuse("%d connections of %s are open".formatted(limits.perAddress(), address));
            return false;
        }
        open.put(channel, origin);
        return true;
    }

    /** Stops counting a connection; a second call for the same connection has no effect. */
    void leave(SelectableChannel channel) {
        Long origin = open.remove(channel);
        if (origin != null) {
            total.decrementAndGet();
            byOrigin.computeIfPresent(origin, ConnectionGate::oneLess);
        }
    }

    /** Returns the number of open connections. */
    int size() {
        return total.get();
    }

    /** Returns whether more than three quarters of the connections are taken. */
    boolean pressed() {
        return total.get() > limits.total() - limits.total() / 4;
    }

    /** Returns the number of connections refused since the start. */
    long refused() {
        return refused.get();
    }

    private void refuse(String why) {
        long count = refused.incrementAndGet();
        if (line.due()) {
            LOG.warn(
                    "the {} port refuses connections: {}; {} refused since the start. Raise"
                            + " --max-connections or --max-connections-per-address if these are"
                            + " your clients. Said at most once a minute.",
                    name,
                    why,
                    count);
        }
    }

    /** Counts one connection less, and removes the entry of an origin that has none left. */
    private static @Nullable Integer oneLess(Long origin, Integer count) {
        return count == 1 ? null : count - 1;
    }

    private static InetAddress address(SocketChannel channel) {
        try {
            return channel.getRemoteAddress() instanceof InetSocketAddress from
                    ? from.getAddress()
                    : InetAddress.getLoopbackAddress();
        } catch (IOException e) {
            return InetAddress.getLoopbackAddress();
        }
    }

    /**
     * Returns the number that stands for an IPv4 address, or for the /64 network of an IPv6
     * address.
     */
    private static long origin(InetAddress address) {
        var bytes = ByteBuffer.wrap(address.getAddress());
        return address instanceof Inet6Address ? bytes.getLong() : bytes.getInt();
    }
}
