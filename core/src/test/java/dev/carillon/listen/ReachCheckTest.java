package dev.carillon.listen;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import dev.carillon.endpoint.Certificates;
import dev.carillon.listen.ReachCheck.Reach;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;

@Timeout(30)
class ReachCheckTest {
    private final LocalListener listener = new LocalListener(HttpClient.newBuilder());

    @AfterEach
    void close() {
        listener.close();
    }

    @Test
    void a_probe_finds_its_own_listener() throws Exception {
        assertThat(probe(listener.url().toString())).isEqualTo(new Reach.Here());
        assertThat(probe(listener.url() + "/a/path?with=query")).isEqualTo(new Reach.Here());
    }

    @Test
    void only_a_nonce_of_the_right_form_is_answered() throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            for (String nonce : new String[] {"x", "", "A".repeat(32), "0".repeat(33)}) {
                var request =
                        HttpRequest.newBuilder(listener.url())
                                .header(ReachCheck.HEADER, nonce)
                                .build();
                assertThat(client.send(request, BodyHandlers.discarding()).statusCode())
                        .as(nonce)
                        .isEqualTo(204);
            }
        }
    }

    @Test
    void a_name_that_nobody_knows_is_said_to_be_one() throws Exception {
        assertThat(probe("https://nobody.invalid"))
                .isEqualTo(new Reach.Nowhere("has a name that cannot be resolved here"));
    }

    @Test
    void a_port_that_nobody_listens_on_is_said_to_be_one() throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        assertThat(probe("http://127.0.0.1:" + port))
                .isEqualTo(new Reach.Nowhere("does not accept connections"));
    }

    @Test
    void a_certificate_that_is_not_trusted_is_said_to_be_one(@TempDir Path folder)
            throws Exception {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        HttpsServer server = HttpsServer.create(address, 0);
        server.setHttpsConfigurator(
                new HttpsConfigurator(
                        new Certificates(folder).make("own", "ip:127.0.0.1").server()));
        server.start();
        try {
            assertThat(probe("https://127.0.0.1:" + server.getAddress().getPort()))
                    .isInstanceOfSatisfying(
                            Reach.Nowhere.class,
                            nowhere ->
                                    assertThat(nowhere.reason())
                                            .contains("no certificate that is trusted here"));
        } finally {
            server.stop(0);
        }
    }

    private Reach probe(String url) throws InterruptedException {
        return listener.check().probe(URI.create(url));
    }
}
