package dev.carillon.http;

import java.util.Optional;

/**
 * Where and how a server listens.
 *
 * @param name of the face it serves, for messages: {@code s3}
 * @param portOption what its user sets to move it, for messages: {@code --s3-port}
 * @param host the address to listen on
 * @param port 0 = any free one
 * @param tls how to prove who we are; empty = clear text
 * @param trustForwardedHttps whether {@code X-Forwarded-Proto: https} of a proxy counts as TLS
 * @param connections how many connections are open at once
 * @param bodies the memory for request bodies; ports of one server share it
 */
public record HttpOptions(
        String name,
        String portOption,
        String host,
        int port,
        Optional<Tls> tls,
        boolean trustForwardedHttps,
        Limits limits,
        ConnectionLimits connections,
        BodyBudget bodies) {
    public HttpOptions {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(
                    "%s takes a port from 0 (any) to 65535, not %d".formatted(portOption, port));
        }
    }

    /**
     * In clear text, with the default limits, any number of connections and a body budget of its
     * own, made from the heap.
     */
    public static HttpOptions of(String name, String portOption, String host, int port) {
        return new HttpOptions(
                name,
                portOption,
                host,
                port,
                Optional.empty(),
                false,
                Limits.defaults(),
                ConnectionLimits.none(),
                BodyBudget.ofHeap());
    }

    /** These options over TLS. */
    public HttpOptions with(Tls tls) {
        return new HttpOptions(
                name,
                portOption,
                host,
                port,
                Optional.of(tls),
                trustForwardedHttps,
                limits,
                connections,
                bodies);
    }

    /** These options with other limits. */
    public HttpOptions with(Limits limits) {
        return new HttpOptions(
                name,
                portOption,
                host,
                port,
                tls,
                trustForwardedHttps,
                limits,
                connections,
                bodies);
    }

    /** These options with limits of connections. */
    public HttpOptions with(ConnectionLimits connections) {
        return new HttpOptions(
                name,
                portOption,
                host,
                port,
                tls,
                trustForwardedHttps,
                limits,
                connections,
                bodies);
    }

    /** These options with a budget that other ports may share. */
    public HttpOptions with(BodyBudget bodies) {
        return new HttpOptions(
                name,
                portOption,
                host,
                port,
                tls,
                trustForwardedHttps,
                limits,
                connections,
                bodies);
    }

    /** These options behind a proxy that speaks TLS for us, and tells so. */
    public HttpOptions trustingForwardedHttps() {
        return new HttpOptions(
                name, portOption, host, port, tls, true, limits, connections, bodies);
    }
}
