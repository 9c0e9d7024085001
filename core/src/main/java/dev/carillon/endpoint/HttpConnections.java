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
 * <p>Each endpoint has its own pool: a target that hangs can fill only its own pool, a connection
 * that was trusted for one target is never used for another, and closing an endpoint closes only
 * its own connections. A pool has no thread and takes a few kilobytes.
 *
 * @param pool of at most 256 connections, the highest number of attempts that a lane runs at once
 * @param client that does one exchange exactly as requested: no redirects, retries, cookies,
 *     decompression or authentication of its own
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

    /**
     * The strict parser, because the client's usual one skips garbage until it finds something like
     * an answer.
     */
    private static final DefaultHttpResponseParserFactory STRICT =
            new DefaultHttpResponseParserFactory(LIMITS);

    /**
     * The longest idle time: below the minute after which many servers and load balancers close an
     * idle connection.
     */
    static final Duration KEEP_IDLE = Duration.ofSeconds(50);

    /**
     * The idle time after which a connection is checked before use. The check costs a millisecond,
     * so a busy connection is not checked: no server closes after less idle time than this.
     */
    private static final TimeValue LOOK_AFTER_IDLE = TimeValue.ofMilliseconds(200);

    /**
     * The limit for the wait for a connection: practically none, because the attempt's own limit
     * ends the wait. With a limit of zero the client would fail immediately if all connections are
     * in use, or if two callers ask at the same moment.
     */
    private static final Timeout LEASE_LIMIT = Timeout.ofDays(1);

    /**
     * The settings that all endpoints have in common.
     *
     * @param connectLimit for each address, and again for its TLS handshake
     * @param longestLife after which a connection is not used again, so that a changed address of
     *     the name is noticed and a certificate is checked again
     * @param keepIdle after which an unused connection is closed
     */
    record Settings(
            String userAgent, Duration connectLimit, Duration longestLife, Duration keepIdle) {}

    /** The sources of the parts of a connection. */
    record Parts(DnsResolver names, Supplier<Socket> sockets, TlsSocketStrategy tls) {}

    static HttpConnections open(Parts parts, Settings settings) {
        var pool = pool(parts, settings);
        return new HttpConnections(pool, client(pool, settings));
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
            PoolingHttpClientConnectionManager pool, Settings settings) {
        return HttpClientBuilder.create()
                .setConnectionManager(pool)
                .setUserAgent(settings.userAgent())
                .setDefaultRequestConfig(
                        RequestConfig.custom()
                                .setConnectionRequestTimeout(LEASE_LIMIT)
                                .setAuthenticationEnabled(false)
                                .setRedirectsEnabled(false)
                                .setProtocolUpgradeEnabled(false)
                                .setConnectionKeepAlive(TimeValue.of(settings.keepIdle()))
                                .build())
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableContentCompression()
                .disableAuthCaching()
                .disableConnectionState()
                .build();
    }

    /** Builds the pool as the client's own builder does, except for the source of the sockets. */
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
