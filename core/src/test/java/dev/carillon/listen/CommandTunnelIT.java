package dev.carillon.listen;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import dev.carillon.endpoint.AnyCertificate;
import dev.carillon.endpoint.Certificates;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** A tunnel of a program that prints several https URLs, of which one leads to the listener. */
@Timeout(60)
class CommandTunnelIT {
    @TempDir Path folder;

    @Test
    void the_url_that_leads_here_is_found_among_those_that_a_program_prints() throws Exception {
        var trust = SSLContext.getInstance("TLS");
        trust.init(null, new TrustManager[] {new AnyCertificate()}, new SecureRandom());
        var reports = new RecordingReports();
        try (var listener = new LocalListener(HttpClient.newBuilder().sslContext(trust))) {
            HttpsServer edge = edge(listener);
            Path program = folder.resolve("prog");
            Files.writeString(
                    program,
                    """
                    #!/bin/sh
                    echo "docs: https://127.0.0.1:9/docs/ account: https://127.0.0.1:9/"
                    echo "port $1 is at https://127.0.0.1:%d"
                    exec sleep 60
                    """
                            .formatted(edge.getAddress().getPort()));
            assertThat(program.toFile().setExecutable(true)).isTrue();

            var tunnels = new Tunnels(listener.url(), listener.check());
            try (Tunnel tunnel = tunnels.command("'" + program + "' {port}")) {
                tunnel.start(reports);
                reports.await("opened https://127.0.0.1:" + edge.getAddress().getPort());
                assertThat(reports.output())
                        .anyMatch(line -> line.contains("port " + listener.url().getPort()));
            } finally {
                edge.stop(0);
            }
        }
    }

    private HttpsServer edge(LocalListener listener) throws Exception {
        var made = new Certificates(folder).make("edge", "ip:127.0.0.1");
        var edge =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        edge.setHttpsConfigurator(new HttpsConfigurator(made.server()));
        edge.createContext(
                "/",
                exchange -> {
                    byte[] body =
                            listener.answerTo(
                                    exchange.getRequestHeaders().getFirst(ReachCheck.HEADER));
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        edge.start();
        return edge;
    }
}
