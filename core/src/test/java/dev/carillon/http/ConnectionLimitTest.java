package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Ports that have reached their connection limit. */
class ConnectionLimitTest {
    private static final String REQUEST = "GET / HTTP/1.1\nHost: h\n\n";

    private final HttpServer server =
            HttpServer.start(
                    HttpOptions.of("s3", "--s3-port", "127.0.0.1", 0)
                            .with(Load.defaults().with(new ConnectionLimits(5, 3))),
                    new HttpServerTest.EchoFace(),
                    () -> "1");
    private final List<RawClient> clients = new ArrayList<>();

    @AfterEach
    void stop() throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
        server.close();
    }

    @Test
    void one_address_gets_its_share_and_others_theirs() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThat(answered("127.0.0.1")).isTrue();
        }
        assertThat(answered("127.0.0.1")).isFalse();
        assertThat(answered("127.0.0.2")).isTrue();
        assertThat(answered("127.0.0.3")).isTrue();
        assertThat(server.connections()).isEqualTo(5);
        assertThat(answered("127.0.0.4")).isFalse();
        assertThat(server.refusedConnections()).isEqualTo(2);
    }

    @Test
    void who_leaves_makes_room() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThat(answered("127.0.0.1")).isTrue();
        }
        assertThat(answered("127.0.0.1")).isFalse();
        clients.getFirst().close();
        await().until(() -> server.connections() == 2);
        assertThat(answered("127.0.0.1")).isTrue();
    }

    @Test
    void a_connection_that_says_nothing_counts_too() throws IOException {
        for (int i = 0; i < 3; i++) {
            clients.add(new RawClient("127.0.0.1", server.port()));
        }
        await().until(() -> server.connections() == 3);
        assertThat(answered("127.0.0.1")).isFalse();
    }

    private boolean answered(String from) throws IOException {
        var client = new RawClient(from, server.port());
        clients.add(client);
        try {
            return client.send(REQUEST).readHead().startsWith("HTTP/1.1 200 ");
        } catch (IOException e) {
            return false;
        }
    }
}
