package dev.carillon.amqp;

import dev.carillon.endpoint.ClientTls;
import dev.carillon.endpoint.GuardedNames;
import dev.carillon.endpoint.HostAndPort;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Opens sockets to a broker: to addresses that the guard allows and to no other, with TLS for the
 * host's name. The client library gets the connected socket, so it resolves no name itself.
 */
final class Line {
    /** The limit for each address, and again for its TLS handshake. */
    static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

    private final HostAndPort place;
    private final GuardedNames names;
    private final Optional<ClientTls> tls;

    /**
     * Creates a line.
     *
     * @param tls empty for a connection without TLS
     */
    Line(HostAndPort place, GuardedNames names, Optional<ClientTls> tls) {
        this.place = place;
        this.names = names;
        this.tls = tls;
    }

    /**
     * A connected socket.
     *
     * @param raw can be closed at any time
     * @param used the same, or with TLS over it
     */
    record Wire(Socket raw, Socket used) {}

    /**
     * Connects.
     *
     * @param end by {@link System#nanoTime()}
     */
    Wire open(Course course, long end) throws IOException {
        InetAddress[] addresses = allowed(course, found(course));
        Socket socket = connected(course, addresses, end);
        try {
            return new Wire(
                    socket, tls.isPresent() ? secured(tls.get(), course, socket, end) : socket);
        } catch (Throwable e) {
            course.failed(AmqpKind.TLS, words(e));
            socket.close();
            throw e;
        }
    }

    private InetAddress[] found(Course course) throws IOException {
        try {
            InetAddress[] found = names.found(place.host());
            course.passed(AmqpKind.NAME, place.host() + " is " + shown(found));
            return found;
        } catch (IOException e) {
            course.failed(AmqpKind.NAME, words(e));
            throw e;
        }
    }

    private InetAddress[] allowed(Course course, InetAddress[] found) throws IOException {
        try {
            InetAddress[] allowed = names.allowed(place.host(), found);
            course.passed(AmqpKind.GUARD, "allowed: " + shown(allowed) + unused(found, allowed));
            return allowed;
        } catch (IOException e) {
            course.failed(AmqpKind.GUARD, words(e));
            throw e;
        }
    }

    private Socket connected(Course course, InetAddress[] addresses, long end) throws IOException {
        IOException last = new ConnectException("no address");
        for (InetAddress address : addresses) {
            String shown = new HostAndPort(address.getHostAddress(), place.port()).toString();
            try {
                Socket socket = connected(address, end);
                course.passed(AmqpKind.CONNECT, "connected to " + shown);
                return socket;
            } catch (IOException e) {
                course.failed(AmqpKind.CONNECT, shown + ": " + words(e));
                last = e;
            }
        }
        throw last;
    }

    private Socket connected(InetAddress address, long end) throws IOException {
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(address, place.port()), millis(end));
            return socket;
        } catch (SocketTimeoutException e) {
            socket.close();
            throw new NoConnectionException(e);
        } catch (Throwable e) {
            socket.close();
            throw e;
        }
    }

    private SSLSocket secured(ClientTls client, Course course, Socket socket, long end)
            throws IOException {
        var factory = client.context().getSocketFactory();
        var secured = (SSLSocket) factory.createSocket(socket, place.host(), place.port(), true);
        secured.setSSLParameters(parameters(client, secured.getSSLParameters()));
        secured.setSoTimeout(millis(end));
        secured.startHandshake();
        client.checkValidity(secured.getSession());
        course.passed(AmqpKind.TLS, client.described(secured.getSession()));
        return secured;
    }

    /** Sends the name that was configured, and demands a certificate for it. */
    private SSLParameters parameters(ClientTls client, SSLParameters parameters) {
        if (place.fixed().isEmpty()) {
            parameters.setServerNames(serverName(place.host()).stream().toList());
        }
        if (client.verifiesNames()) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        return parameters;
    }

    /** Returns the name to send, without a final dot; none if TLS cannot carry it. */
    static Optional<SNIServerName> serverName(String host) {
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        try {
            return Optional.of(new SNIHostName(name));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static int millis(long end) {
        long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
        return (int) Math.clamp(left, 1, CONNECT_LIMIT.toMillis());
    }

    private static String unused(InetAddress[] found, InetAddress[] allowed) {
        List<InetAddress> used = List.of(allowed);
        InetAddress[] left =
                Arrays.stream(found).filter(one -> !used.contains(one)).toArray(InetAddress[]::new);
        return left.length == 0 ? "" : "; not used: " + shown(left);
    }

    private static String shown(InetAddress[] addresses) {
        return Arrays.stream(addresses)
                .map(InetAddress::getHostAddress)
                .collect(Collectors.joining(", "));
    }

    private static String words(Throwable failure) {
        return Trouble.inWords(failure);
    }

    /** Thrown if an address does not answer. */
    static final class NoConnectionException extends IOException {
        NoConnectionException(IOException cause) {
            super("no connection in time", cause);
        }
    }
}
