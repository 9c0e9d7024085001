package dev.carillon.http;

import java.util.Optional;

/**
 * The address, protocol and load of a server.
 *
 * @param tls the certificate and key; empty = clear text
 * @param trustForwardedHttps whether {@code X-Forwarded-Proto: https} of a proxy counts as TLS
 * @param load its limits
 */
public record HttpOptions(Port port, Optional<Tls> tls, boolean trustForwardedHttps, Load load) {
    /** Returns options for clear text with the default load. */
    public static HttpOptions of(String name, String portOption, String host, int port) {
        return new HttpOptions(
                new Port(name, portOption, host, port), Optional.empty(), false, Load.defaults());
    }

    /** Returns these options with TLS. */
    public HttpOptions with(Tls certificate) {
        return new HttpOptions(port, Optional.of(certificate), trustForwardedHttps, load);
    }

    /** Returns these options with another load. */
    public HttpOptions with(Load other) {
        return new HttpOptions(port, tls, trustForwardedHttps, other);
    }

    /**
     * Returns these options for a server behind a proxy that terminates TLS and says so in a
     * header.
     */
    public HttpOptions trustingForwardedHttps() {
        return new HttpOptions(port, tls, true, load);
    }
}
