package dev.carillon.endpoint;

import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.net.URIAuthority;

import java.util.Optional;

/**
 * The parts of an HTTP target's URL; path and query stay as written.
 *
 * @param secure whether it uses TLS
 * @param place its host and port
 * @param path path and query as written, {@code /} if there is none
 * @param authorization the value of the Authorization header that {@code user:password@} stands for
 */
record HttpAddress(boolean secure, HostAndPort place, String path, Optional<String> authorization) {
    private static final int MAX_LENGTH = 4_096;

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
        var place = HostAndPort.parse(authority.substring(at + 1), defaultPort(secure));
        return new HttpAddress(
                secure,
                place,
                path(rest.substring(end)),
                at < 0 ? Optional.empty() : Optional.of(basic(authority.substring(0, at))));
    }

    /**
     * Returns host and port in the form of the header Host: the scheme's default port is left out.
     */
    URIAuthority authority() {
        boolean usual = place.port() == defaultPort(secure);
        return new URIAuthority(place.host(), usual ? -1 : place.port());
    }

    /** Returns the place to connect to, in the words of the client. */
    HttpHost httpHost() {
        return new HttpHost(secure ? "https" : "http", place.host(), place.port());
    }

    /** Returns host and port, for messages. */
    String shown() {
        return place.toString();
    }

    @Override
    public String toString() {
        return shown();
    }

    private static int endOfAuthority(String rest) {
        for (int i = 0; i < rest.length(); i++) {
            if ("/?#".indexOf(rest.charAt(i)) >= 0) {
                return i;
            }
        }
        return rest.length();
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
        String decoded = Credentials.decoded(userInfo);
        int colon = decoded.indexOf(':');
        return colon < 0 || userInfo.indexOf(':') < 0
                ? SentSecrets.basic(decoded, "")
                : SentSecrets.basic(decoded.substring(0, colon), decoded.substring(colon + 1));
    }
}
