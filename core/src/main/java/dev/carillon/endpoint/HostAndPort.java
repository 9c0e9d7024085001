package dev.carillon.endpoint;

import java.net.IDN;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;

/**
 * The host and the port in the URL of an endpoint.
 *
 * @param host a name in ASCII, or a literal address without brackets; an IPv4 address with four
 *     decimal parts, however it was written
 * @param port never 0
 */
public record HostAndPort(String host, int port) {
    /** A name that some programs could read as an address and others not. */
    private static final String ENDS_IN_NUMBER = "(.*\\.)?([0-9]+|0[xX][0-9A-Fa-f]*)";

    /**
     * Reads {@code host[:port]}, where the host may be an IPv6 address in brackets.
     *
     * @throws IllegalArgumentException if it is none; the message says what to do
     */
    public static HostAndPort parse(String written, int defaultPort) {
        int end = endOfHost(written);
        return new HostAndPort(
                host(written.substring(0, end)), port(written.substring(end), defaultPort));
    }

    /** Returns the address, if it is known without asking a name service. */
    public Optional<InetAddress> fixed() {
        return localName() ? Optional.of(InetAddress.getLoopbackAddress()) : literal();
    }

    /** Returns host and port as a URL writes them. */
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    private Optional<InetAddress> literal() {
        return host.indexOf(':') >= 0 ? Optional.of(InetAddress.ofLiteral(host)) : ipv4(host);
    }

    /** Returns whether the name always means this machine (RFC 6761). */
    private boolean localName() {
        String name = withoutLastDot(host).toLowerCase(Locale.ROOT);
        return name.equals("localhost") || name.endsWith(".localhost");
    }

    private static int endOfHost(String hostAndPort) {
        int bracket = hostAndPort.indexOf(']');
        int colon = hostAndPort.indexOf(':', bracket + 1);
        if (bracket >= 0) {
            return bracket + 1;
        }
        return colon < 0 ? hostAndPort.length() : colon;
    }

    private static String host(String written) {
        if (written.startsWith("[")) {
            return v6(written);
        }
        String host = ascii(written);
        if (!host.matches("[A-Za-z0-9._-]{1,253}")) {
            throw new IllegalArgumentException("the URL has no valid host name after ://");
        }
        Optional<InetAddress> address = ipv4(host);
        if (address.isEmpty() && withoutLastDot(host).matches(ENDS_IN_NUMBER)) {
            throw new IllegalArgumentException(
                    "the URL's host ends in a number and is no IPv4 address: write four numbers"
                            + " from 0 to 255");
        }
        return address.map(InetAddress::getHostAddress).orElse(host);
    }

    /**
     * Reads an IPv4 address as the resolvers of operating systems do: its parts may be octal or
     * hexadecimal, the last may stand for several parts, and a dot may follow.
     */
    private static Optional<InetAddress> ipv4(String host) {
        try {
            return Optional.of(Inet4Address.ofPosixLiteral(withoutLastDot(host)));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static String withoutLastDot(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    private static String ascii(String name) {
        try {
            return IDN.toASCII(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the URL has no valid host name after ://", e);
        }
    }

    private static String v6(String bracketed) {
        int end = bracketed.indexOf(']');
        String text = end < 0 ? "" : bracketed.substring(1, end);
        try {
            if (text.indexOf(':') >= 0) {
                return InetAddress.ofLiteral(text).getHostAddress();
            }
        } catch (IllegalArgumentException _) {
            // reported below, in the user's words
        }
        throw new IllegalArgumentException("the URL has no valid IPv6 address between [ and ]");
    }

    private static int port(String written, int defaultPort) {
        if (written.isEmpty()) {
            return defaultPort;
        }
        int port = written.matches(":[0-9]{1,5}") ? Integer.parseInt(written.substring(1)) : 0;
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("the URL's port is not between 1 and 65535");
        }
        return port;
    }
}
