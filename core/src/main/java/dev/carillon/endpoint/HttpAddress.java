package dev.carillon.endpoint;

import org.apache.hc.core5.net.URIAuthority;

import java.net.IDN;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * The parts of an HTTP target's URL; path and query stay as written.
 *
 * @param secure whether it uses TLS
 * @param host a name in ASCII, or a literal address without brackets; an IPv4 address with four
 *     decimal parts, however it was written
 * @param port never 0
 * @param path path and query as written, {@code /} if there is none
 * @param authorization the value of the Authorization header that {@code user:password@} stands for
 */
record HttpAddress(
        boolean secure, String host, int port, String path, Optional<String> authorization) {
    private static final int MAX_LENGTH = 4_096;
    private static final String BASIC = "Basic ";

    /** A name that some programs could read as an address and others not. */
    private static final String ENDS_IN_NUMBER = "(.*\\.)?([0-9]+|0[xX][0-9A-Fa-f]*)";

    /**
     * The shortest password that is masked: a shorter one occurs in any text. Its token is masked
     * in any case.
     */
    private static final int SHORTEST_MASKED = 4;

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException if nothing can be sent to it; the message says what to do
     *     and holds no password
     */
    static HttpAddress parse(String url) {
        if (url.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("the URL is longer than 4096 characters");
        }
        String scheme = url.contains("://") ? url.substring(0, url.indexOf("://")) : "";
        boolean secure = scheme.equalsIgnoreCase("https");
        if (!secure && !scheme.equalsIgnoreCase("http")) {
            throw new IllegalArgumentException("the URL must begin with http:// or https://");
        }
        String rest = url.substring(scheme.length() + 3);
        int end = endOfAuthority(rest);
        String authority = rest.substring(0, end);
        int at = authority.lastIndexOf('@');
        String hostAndPort = authority.substring(at + 1);
        return new HttpAddress(
                secure,
                host(hostAndPort.substring(0, endOfHost(hostAndPort))),
                port(hostAndPort.substring(endOfHost(hostAndPort)), secure),
                path(rest.substring(end)),
                at < 0 ? Optional.empty() : Optional.of(basic(authority.substring(0, at))));
    }

    /** Returns the host if it is an address and not a name. */
    Optional<InetAddress> literal() {
        return host.indexOf(':') >= 0 ? Optional.of(InetAddress.ofLiteral(host)) : ipv4(host);
    }

    /** Returns whether the name always means this machine (RFC 6761). */
    boolean localName() {
        String name = withoutLastDot(host).toLowerCase(Locale.ROOT);
        return name.equals("localhost") || name.endsWith(".localhost");
    }

    /**
     * Returns host and port in the form of the header Host: the scheme's default port is left out.
     */
    URIAuthority authority() {
        return new URIAuthority(host, port == defaultPort(secure) ? -1 : port);
    }

    /** Returns host and port, for messages. */
    String shown() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    /** Returns the text without this address's password, which the endpoint may have repeated. */
    String masked(String text) {
        return authorization
                .map(found -> masked(text, found.substring(BASIC.length())))
                .orElse(text);
    }

    @Override
    public String toString() {
        return shown();
    }

    private static String masked(String text, String token) {
        String pair = new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
        int colon = pair.indexOf(':');
        String secret =
                colon == pair.length() - 1 ? pair.substring(0, colon) : pair.substring(colon + 1);
        String masked = text.replace(token, "***");
        return secret.length() < SHORTEST_MASKED ? masked : masked.replace(secret, "***");
    }

    private static int endOfAuthority(String rest) {
        for (int i = 0; i < rest.length(); i++) {
            if ("/?#".indexOf(rest.charAt(i)) >= 0) {
                return i;
            }
        }
        return rest.length();
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

    private static int port(String written, boolean secure) {
        if (written.isEmpty()) {
            return defaultPort(secure);
        }
        int port = written.matches(":[0-9]{1,5}") ? Integer.parseInt(written.substring(1)) : 0;
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("the URL's port is not between 1 and 65535");
        }
        return port;
    }

    private static int defaultPort(boolean secure) {
        return secure ? 443 : 80;
    }

    private static String path(String written) {
        int fragment = written.indexOf('#');
        String sent = fragment < 0 ? written : written.substring(0, fragment);
        if (!sent.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new IllegalArgumentException(
                    "the URL's path has characters that must be percent-encoded");
        }
        return sent.startsWith("/") ? sent : "/" + sent;
    }

    private static String basic(String userInfo) {
        if (userInfo.indexOf('@') >= 0) {
            throw new IllegalArgumentException("write @ in the URL's user or password as %40");
        }
        String decoded = decoded(userInfo);
        String pair = userInfo.indexOf(':') < 0 ? decoded + ":" : decoded;
        return BASIC + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String userInfo) {
        try {
            return URLDecoder.decode(userInfo.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("write % in the URL's password as %25", e);
        }
    }
}
