package dev.carillon.benchmarks;

import dev.carillon.format.Message;

import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;

/**
 * The HTTP client of the endpoints in its leanest form: everything that a bare post does not need
 * is off. Thread-safe.
 */
final class BareClient implements AutoCloseable {
    private static final int CONNECTIONS = 256;

    private final HttpHost host;
    private final String path;
    private final CloseableHttpClient client =
            HttpClients.custom()
                    .setConnectionManager(
                            PoolingHttpClientConnectionManagerBuilder.create()
                                    .setMaxConnPerRoute(CONNECTIONS)
                                    .setMaxConnTotal(CONNECTIONS)
                                    .build())
                    .disableRedirectHandling()
                    .disableAutomaticRetries()
                    .disableCookieManagement()
                    .disableContentCompression()
                    .disableAuthCaching()
                    .disableConnectionState()
                    .build();

    /** Creates a client for this address. */
    BareClient(String url) {
        var address = URI.create(url);
        this.host = new HttpHost(address.getScheme(), address.getHost(), address.getPort());
        this.path = address.getPath();
    }

    /** Posts a message, which must be accepted. */
    void post(Message message) {
        var request = new HttpPost(path);
        message.headers().forEach(request::setHeader);
        request.setEntity(new ByteArrayEntity(message.body(), ContentType.APPLICATION_JSON));
        try {
            int status = client.execute(host, request, answer -> answer.getCode());
            if (status != 200) {
                throw new IllegalStateException("the sink answered " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
