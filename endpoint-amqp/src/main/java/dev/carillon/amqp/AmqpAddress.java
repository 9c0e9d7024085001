package dev.carillon.amqp;

import dev.carillon.endpoint.HostAndPort;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The parts of {@code amqp[s]://[user:password@]host[:port][/vhost]} without the credentials.
 *
 * @param secure whether it uses TLS
 * @param place its host and port, 5672 or 5671 if none was written
 * @param vhost the virtual host, decoded; {@code /} if none was written
 */
record AmqpAddress(boolean secure, HostAndPort place, String vhost) {
    private static final int PLAIN_PORT = 5_672;
    private static final int TLS_PORT = 5_671;
    private static final String DEFAULT_VHOST = "/";

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException if it is none; the message says what to do and holds no
     *     password
     */
    static AmqpAddress parse(String url) {
        int start = url.indexOf("://");
        String scheme = start < 0 ? "" : url.substring(0, start);
        boolean secure = scheme.equalsIgnoreCase(AmqpKind.TLS_SCHEME);
        if (!secure && !scheme.equalsIgnoreCase(AmqpKind.PLAIN_SCHEME)) {
            throw new IllegalArgumentException("the URL must begin with amqp:// or amqps://");
        }
        String rest = url.substring(start + 3);
        if (rest.indexOf('?') >= 0 || rest.indexOf('#') >= 0) {
            throw new IllegalArgumentException(
                    "the URL ends with the virtual host: set attributes of the topic in place of"
                            + " what follows ? or #");
        }
        int slash = rest.indexOf('/');
        String authority = slash < 0 ? rest : rest.substring(0, slash);
        int at = authority.lastIndexOf('@');
        checkUser(at < 0 ? "" : authority.substring(0, at + 1));
        return new AmqpAddress(
                secure,
                HostAndPort.parse(authority.substring(at + 1), secure ? TLS_PORT : PLAIN_PORT),
                slash < 0 ? DEFAULT_VHOST : vhost(rest.substring(slash + 1)));
    }

    @Override
    public String toString() {
        return place.toString();
    }

    private static void checkUser(String written) {
        if (!written.isEmpty() && !written.matches("[^:@]+:[^@]+@")) {
            throw new IllegalArgumentException(
                    "write user and password before the host as user:password@, with : and @ in"
                            + " them as %3A and %40");
        }
    }

    private static String vhost(String written) {
        if (written.isEmpty()) {
            return DEFAULT_VHOST;
        }
        if (written.indexOf('/') >= 0) {
            throw new IllegalArgumentException(
                    "write / in the name of the virtual host as %2F: it is the last part of the"
                            + " URL");
        }
        try {
            byte[] bytes = decoded(written);
            String vhost =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            if (bytes.length <= AmqpTarget.LONGEST_NAME
                    && vhost.chars().noneMatch(Character::isISOControl)) {
                return vhost;
            }
        } catch (CharacterCodingException | NumberFormatException _) {
            // reported below, in the user's words
        }
        throw new IllegalArgumentException(
                "the virtual host in the URL is not the percent-encoded UTF-8 of a name of up to"
                        + " 255 bytes: write % as %25");
    }

    private static byte[] decoded(String written) {
        var bytes = new ByteArrayOutputStream();
        for (int i = 0; i < written.length(); i++) {
            char c = written.charAt(i);
            if (c == '%') {
                bytes.write(octet(written, i + 1));
                i += 2;
            } else {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    private static int octet(String written, int at) {
        String digits = written.substring(at, Math.min(at + 2, written.length()));
        if (!digits.matches("[0-9A-Fa-f]{2}")) {
            throw new NumberFormatException("no percent-encoding");
        }
        return Integer.parseInt(digits, 16);
    }
}
