package dev.carillon.listen;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Asks the metrics server of a cloudflared process, which knows the URL whatever its log shows.
 *
 * @param address host and port
 */
record CloudflaredMetrics(String address) {
    private static final int LIMIT_MILLIS = 400;
    private static final int MAX_BYTES = 4_096;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Returns the public URL of the quick tunnel, if it is known by now. */
    Optional<URI> url() {
        return get("/quicktunnel").flatMap(CloudflaredMetrics::hostname);
    }

    /** Returns whether a connection to Cloudflare carries requests. */
    boolean ready() {
        return get("/ready").isPresent();
    }

    private static Optional<URI> hostname(String body) {
        try {
            String host = JSON.readTree(body).path("hostname").asString("");
            String url = host.contains("://") ? host : "https://" + host;
            return host.isEmpty()
                    ? Optional.empty()
                    : Optional.of(URI.create(url)).filter(uri -> uri.getHost() != null);
        } catch (JacksonException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** Returns the body of an answer 200; empty for any other answer, and for none. */
    private Optional<String> get(String path) {
        try {
            var url = URI.create("http://" + address + path).toURL();
            var connection = (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(LIMIT_MILLIS);
            connection.setReadTimeout(LIMIT_MILLIS);
            try {
                if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                    return Optional.empty();
                }
                byte[] body = connection.getInputStream().readNBytes(MAX_BYTES);
                return Optional.of(new String(body, StandardCharsets.UTF_8));
            } finally {
                connection.disconnect();
            }
        } catch (IOException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
