package dev.carillon.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import dev.carillon.signature.AccessKey;
import dev.carillon.signature.Secret;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tests the calls of ways in whose other side fails. */
class PulledCallsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Secret SECRET = Secret.of("01234567890123456789012345678901");
    private static final String LINE =
            """
            {"Records":[{"eventName":"s3:ObjectCreated:Put","eventTime":"2026-11-30T12:00:00.123Z",\
            "s3":{"bucket":{"id":"b","name":"photos","ownerIdentity":{"principalId":"p"}},\
            "object":{"key":"a","size":1,"eTag":"e","sequencer":"01","objectSequencer":"01"}}}],\
            "cursor":"c1"}
            """;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final ListenLog lines = new ListenLog(ListenLog.Level.INFO, log::add);
    private final HttpClient http = HttpClient.newHttpClient();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        http.shutdownNow();
    }

    @Test
    void when_a_cursor_has_expired_it_goes_on_at_the_time_of_the_last_event() {
        server.createContext("/", this::tail);
        var wanted =
                new TailWay.Wanted(
                        "photos",
                        "r",
                        List.of("b2:ObjectCreated:*"),
                        "",
                        List.of(),
                        Optional.empty(),
                        "here");
        var source = new TailWay.Source(url(), new AccessKey("id", SECRET, "me"), http);
        try (var way = new TailWay(source, wanted, _ -> {}, lines, _ -> {})) {
            way.start();
            await().atMost(PATIENCE).until(() -> calls.size() >= 3);
        }
        assertThat(calls.get(0)).doesNotContain("cursor=").doesNotContain("since=");
        assertThat(calls.get(1)).contains("cursor=c1");
        assertThat(calls.get(2))
                .contains("since=2026-11-30T12%3A00%3A00.123Z")
                .doesNotContain("cursor=");
        assertThat(log).anyMatch(line -> line.contains("The cut was too long"));
    }

    private void tail(HttpExchange exchange) throws IOException {
        calls.add(exchange.getRequestURI().getRawQuery());
        boolean expired = exchange.getRequestURI().getRawQuery().contains("cursor=");
        answer(exchange, expired ? 410 : 200, expired ? "" : LINE);
    }

    @Test
    void each_url_is_subscribed_with_a_key_of_its_own() {
        server.createContext(
                "/",
                exchange -> {
                    calls.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
                    answer(exchange, 503, "");
                });
        var label = RuleLabel.at(LocalDateTime.parse("2026-11-30T12:00:00.000001"));
        var settings = new BrokerWay.Settings("photos", "r", label, Duration.ofHours(1), "here");
        var client = new BrokerClient(url(), SECRET, http);
        try (var way = new BrokerWay(new TwoUrls(), client, settings, lines, _ -> {})) {
            way.start();
        }
        assertThat(calls).hasSize(3);
        assertThat(calls.get(1)).isEqualTo(calls.get(0));
        assertThat(calls.get(2)).isNotEqualTo(calls.get(0));
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    private URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** A tunnel that reports one URL twice, and then another one. */
    private static final class TwoUrls implements Tunnel {
        @Override
        public void start(Reports reports) {
            reports.opened(URI.create("http://one"));
            reports.opened(URI.create("http://one"));
            reports.opened(URI.create("http://two"));
        }

        @Override
        public void close() {}
    }
}
