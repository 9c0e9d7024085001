package dev.carillon.endpoint;

import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SchemePortResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

import java.net.Socket;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The connections of one endpoint and the client that uses them.
 *
 * <p>Each endpoint has its own pool: a target that hangs can fill only its own, what one target
 * trusts can never serve another, and closing an endpoint closes its connections and no more. A
 * pool has no thread and weighs a few kilobytes.
 *
 * @param pool of at most 256 connections, the most attempts a lane runs at once
 * @param client that does one exchange as told: no redirects, retries, cookies, decompression or
 *     authentication of its own
 */
record HttpConnections(PoolingHttpClientConnectionManager pool, CloseableHttpClient client) {
    private static final int MAX_CONNECTIONS = 256;
    private static final int MAX_HEADER_LINE_CHARS = 8_192;
    private static final int MAX_HEADERS = 100;

    private static final Http1Config LIMITS =
            Http1Config.custom()
                    .setMaxLineLength(MAX_HEADER_LINE_CHARS)
                    .setMaxHeaderCount(MAX_HEADERS)
                    .build();

    /** The client's usual one would search on through garbage for something like an answer. */
    private static final DefaultHttpResponseParserFactory STRICT =
            new DefaultHttpResponseParserFactory(LIMITS);

    /** Below the minute after which many servers and balancers drop a quiet connection. */
    private static final TimeValue KEEP_IDLE = TimeValue.ofSeconds(50);

    /**
     * The look costs a millisecond, so a busy connection is spared it: no server closes after less
     * idle time than this.
     */
    private static final TimeValue LOOK_AFTER_IDLE = TimeValue.ofMilliseconds(200);

    /**
     * The attempt's own limit ends the wait for a connection. None at all would mean not to wait:
     * the client then fails at once where all are taken, or where two ask at the same moment.
     */
    private static final Timeout LEASE_LIMIT = Timeout.ofDays(1);

    /**
     * What all endpoints have in common.
     *
     * @param connectLimit for each address, and again for its TLS handshake
     * @param longestLife after which a connection is not used again, so that a name which leads
     *     elsewhere by now is followed, and a certificate is looked at again
     */
    record Settings(String userAgent, Duration connectLimit, Duration longestLife) {}

    /** Where the parts of a connection come from. */
    record Parts(DnsResolver names, Supplier<Socket> sockets, TlsSocketStrategy tls) {}

    static HttpConnections open(Parts parts, Settings settings) {
        var pool = pool(parts, settings);
        return new HttpConnections(pool, client(pool, settings.userAgent()));
    }

    private static PoolingHttpClientConnectionManager pool(Parts parts, Settings settings) {
        return new Builder(parts.sockets())
                .setConnectionFactory(
                        ManagedHttpClientConnectionFactory.builder()
                                .http1Config(LIMITS)
                                .responseParserFactory(STRICT)
                                .build())
                .setDnsResolver(parts.names())
                .setTlsSocketStrategy(parts.tls())
                .setMaxConnTotal(MAX_CONNECTIONS)
                .setMaxConnPerRoute(MAX_CONNECTIONS)
                .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                                .setConnectTimeout(Timeout.of(settings.connectLimit()))
                                .setTimeToLive(TimeValue.of(settings.longestLife()))
                                .setValidateAfterInactivity(LOOK_AFTER_IDLE)
                                .build())
                .build();
    }

    private static CloseableHttpClient client(
            PoolingHttpClientConnectionManager pool, String userAgent) {
        return HttpClientBuilder.create()
                .setConnectionManager(pool)
                .setUserAgent(userAgent)
                .setDefaultRequestConfig(
                        RequestConfig.custom()
                                .setConnectionRequestTimeout(LEASE_LIMIT)
                                .setAuthenticationEnabled(false)
                                .setRedirectsEnabled(false)
                                .setProtocolUpgradeEnabled(false)
                                .setConnectionKeepAlive(KEEP_IDLE)
                                .build())
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableContentCompression()
                .disableAuthCaching()
                .disableConnectionState()
                .build();
    }

    /** The client's own builder, but for where the sockets come from. */
    private static final class Builder extends PoolingHttpClientConnectionManagerBuilder {
        private final Supplier<Socket> sockets;

        Builder(Supplier<Socket> sockets) {
            this.sockets = sockets;
        }

        @Override
        protected HttpClientConnectionOperator createConnectionOperator(
                SchemePortResolver ports, DnsResolver names, TlsSocketStrategy tls) {
            var secure = RegistryBuilder.<TlsSocketStrategy>create().register("https", tls).build();
            return new DefaultHttpClientConnectionOperator(
                    _ -> sockets.get(), ports, names, secure);
        }
    }
}
