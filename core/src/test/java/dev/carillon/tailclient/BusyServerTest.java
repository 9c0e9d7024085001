package dev.carillon.tailclient;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import dev.carillon.signature.AccessKey;
import dev.carillon.signature.Secret;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(60)
class BusyServerTest {
    private static final String BUSY =
            "<Error><Code>SlowDown</Code><Message>Too many live tails</Message></Error>";
    private static final String FULL =
            "{\"Records\":null,\"error\":{\"code\":\"SlowDown\",\"message\":\"full\"}}\n";
    private static final String EVENT = "{\"Records\":[],\"cursor\":\"000000000000000F.all\"}\n";

    private final AtomicInteger calls = new AtomicInteger();
    private final List<String> seen = new ArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void a_server_that_is_busy_at_first_is_tried_again() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            read(http, URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
        }
        assertThat(seen).hasSize(5);
        assertThat(seen.get(0)).contains("busy or stopping", "503 SlowDown");
        assertThat(seen.get(2)).contains("SlowDown", "full");
        assertThat(seen.get(4)).isEqualTo("event");
    }

    private void read(HttpClient http, URI url) throws Exception {
        var target = new TailTarget("", List.of("s3:ObjectCreated:*"), "", "", Optional.empty());
        var key = new AccessKey("id", Secret.of("secret"), "root");
        try (var client = new TailClient(http, url, key, target)) {
            client.run(new Listener(client));
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        int call = calls.incrementAndGet();
        String text = call == 1 ? BUSY : call == 2 ? FULL : EVENT;
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(call == 1 ? 503 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** Keeps what happens, and ends the run at the first event. */
    private final class Listener implements TailListener {
        private final TailClient client;

        Listener(TailClient client) {
            this.client = client;
        }

        @Override
        public void event(TailLine line) {
            seen.add("event");
            client.close();
        }

        @Override
        public void connected() {
            seen.add("connected");
        }

        @Override
        public void broken(String why, long pauseMillis) {
            seen.add(why);
        }
    }
}
