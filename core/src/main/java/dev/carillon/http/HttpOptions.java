package dev.carillon.http;

import java.util.Optional;

/**
 * Where and how a server listens.
 *
 * @param tls how to prove who we are; empty = clear text
 * @param trustForwardedHttps whether {@code X-Forwarded-Proto: https} of a proxy counts as TLS
 * @param load how much it takes
 */
public record HttpOptions(Port port, Optional<Tls> tls, boolean trustForwardedHttps, Load load) {
    /** In clear text, with the default load. */
    public static HttpOptions of(String name, String portOption, String host, int port) {
        return new HttpOptions(
                new Port(name, portOption, host, port), Optional.empty(), false, Load.defaults());
    }

    /** These options over TLS. */
    public HttpOptions with(Tls certificate) {
        return new HttpOptions(port, Optional.of(certificate), trustForwardedHttps, load);
    }

    /** These options with another load. */
    public HttpOptions with(Load other) {
        return new HttpOptions(port, tls, trustForwardedHttps, other);
    }

    /** These options behind a proxy that speaks TLS for us, and tells so. */
    public HttpOptions trustingForwardedHttps() {
        return new HttpOptions(port, tls, true, load);
    }
}
