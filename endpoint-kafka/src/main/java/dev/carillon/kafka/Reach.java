package dev.carillon.kafka;

import dev.carillon.endpoint.AddressGuard;
import dev.carillon.endpoint.GuardedNames;
import dev.carillon.endpoint.HostAndPort;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Checks the addresses of brokers, and whether they take connections. Kafka's client resolves names
 * itself and has no hook for that, so every address of a name must be allowed, and explicitly so:
 * the client may connect to any of them, and to others when the name changes. Thread-safe.
 */
final class Reach {
    private static final String WHY =
            "Kafka's client resolves names itself, so an address cannot be pinned";
    private static final Duration NAME_LIMIT = Duration.ofSeconds(5);
    private static final int CONNECT_MILLIS = 2_000;

    private final AddressGuard guard;
    private final GuardedNames names;

    /** Creates a check with the rules of a guard, made stricter. */
    Reach(AddressGuard guard) {
        this.guard = guard.listedOnly(WHY);
        names = new GuardedNames(this.guard, NAME_LIMIT);
    }

    /** Returns the stricter guard. */
    AddressGuard guard() {
        return guard;
    }

    /**
     * Returns the addresses of a host, without asking the guard.
     *
     * @param end of the attempt, by {@link System#nanoTime()}
     */
    InetAddress[] found(String host, long end) throws UnknownHostException {
        return within(end, () -> names.found(host));
    }

    /**
     * Returns the addresses of a host.
     *
     * @param end of the attempt, by {@link System#nanoTime()}
     * @throws UnknownHostException if there are none, or one is not allowed
     */
    InetAddress[] allowed(String host, long end) throws UnknownHostException {
        return within(end, () -> names.resolveAll(host));
    }

    /**
     * Returns whether a host resolves.
     *
     * @param end of the attempt, by {@link System#nanoTime()}
     * @throws UnknownHostException if it does, and one of its addresses is not allowed
     */
    boolean resolves(String host, long end) throws UnknownHostException {
        InetAddress[] addresses;
        try {
            addresses = found(host, end);
        } catch (UnknownHostException _) {
            return false;
        }
        if (!Stream.of(addresses).allMatch(guard::allows)) {
            var _ = allowed(host, end); // says why
        }
        return true;
    }

    /**
     * Returns those of the brokers whose names resolve.
     *
     * @param end of the attempt, by {@link System#nanoTime()}
     * @throws UnknownHostException if an address of one is not allowed, or none resolves
     */
    List<HostAndPort> usable(List<HostAndPort> brokers, long end) throws UnknownHostException {
        var usable = new ArrayList<HostAndPort>();
        for (HostAndPort broker : brokers) {
            if (resolves(broker.host(), end)) {
                usable.add(broker);
            }
        }
        if (usable.isEmpty()) {
            var _ = allowed(brokers.getFirst().host(), end); // says why
        }
        return usable;
    }

    /**
     * Checks the hosts that a cluster names.
     *
     * @param end of the attempt, by {@link System#nanoTime()}
     * @return whether all of them resolve
     * @throws AdvertisedException if an address of one is not allowed, or none resolves
     */
    boolean advertised(List<String> hosts, long end) throws AdvertisedException {
        int resolved = 0;
        for (String host : hosts) {
            try {
                resolved += resolves(host, end) ? 1 : 0;
            } catch (UnknownHostException e) {
                throw new AdvertisedException(host, e);
            }
        }
        if (resolved == 0 && !hosts.isEmpty()) {
            throw new AdvertisedException(
                    hosts.getFirst(), new UnknownHostException("the name does not resolve"));
        }
        return resolved == hosts.size();
    }

    /** An open connection, and the broker that took it. */
    record Connected(HostAndPort broker, Socket socket) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /**
     * Connects to the first of the brokers that takes a connection; the caller closes it.
     *
     * @param end of the attempt, by {@link System#nanoTime()}
     * @throws IOException if none did; that of the first one
     */
    Connected connect(List<HostAndPort> brokers, long end) throws IOException {
        IOException first = null;
        for (HostAndPort broker : brokers) {
            try {
                return new Connected(broker, connect(broker, end));
            } catch (IOException e) {
                first = first == null ? e : first;
            }
            if (Thread.currentThread().isInterrupted() || System.nanoTime() >= end) {
                break;
            }
        }
        throw first == null ? new IOException("there is no broker") : first;
    }

    private Socket connect(HostAndPort broker, long end) throws IOException {
        IOException first = null;
        for (InetAddress address : allowed(broker.host(), end)) {
            var socket = new Socket();
            try {
                long left = (end - System.nanoTime()) / 1_000_000;
                int millis = Math.clamp(left, 1, CONNECT_MILLIS);
                socket.connect(new InetSocketAddress(address, broker.port()), millis);
                return socket;
            } catch (IOException e) {
                socket.close();
                first = first == null ? new BrokerAwayException(broker, e) : first;
            }
        }
        throw first == null ? new IOException(broker + " has no address") : first;
    }

    private static <T> T within(long end, ScopedValue.CallableOp<T, UnknownHostException> lookUp)
            throws UnknownHostException {
        return ScopedValue.where(GuardedNames.END, end).call(lookUp);
    }
}
