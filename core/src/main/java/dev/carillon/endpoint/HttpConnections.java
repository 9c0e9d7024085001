package dev.carillon.endpoint;

import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

import java.time.Duration;

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

    /** Below the minute after which many servers and balancers drop a quiet connection. */
    private static final TimeValue KEEP_IDLE = TimeValue.ofSeconds(50);

    /** So that a name which leads elsewhere by now is followed. */
    private static final TimeValue LONGEST_LIFE = TimeValue.ofMinutes(5);

    /**
     * The look costs a millisecond, so a busy connection is spared it: no server closes after less
     * idle time than this.
     */
    private static final TimeValue LOOK_AFTER_IDLE = TimeValue.ofMilliseconds(200);

    static HttpConnections open(
            DnsResolver names, TlsSocketStrategy tls, Duration connectLimit, String userAgent) {
        var pool = pool(names, tls, connectLimit);
        return new HttpConnections(pool, client(pool, userAgent));
    }

    private static PoolingHttpClientConnectionManager pool(
            DnsResolver names, TlsSocketStrategy tls, Duration connectLimit) {
        var limits =
                Http1Config.custom()
                        .setMaxLineLength(MAX_HEADER_LINE_CHARS)
                        .setMaxHeaderCount(MAX_HEADERS)
                        .build();
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setConnectionFactory(
                        ManagedHttpClientConnectionFactory.builder().http1Config(limits).build())
                .setDnsResolver(names)
                .setTlsSocketStrategy(tls)
                .setMaxConnTotal(MAX_CONNECTIONS)
                .setMaxConnPerRoute(MAX_CONNECTIONS)
                .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                                .setConnectTimeout(Timeout.of(connectLimit))
                                .setTimeToLive(LONGEST_LIFE)
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
                                .setConnectionRequestTimeout(Timeout.DISABLED)
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
}
