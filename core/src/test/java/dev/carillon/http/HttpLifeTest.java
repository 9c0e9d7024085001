package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Stopping, TLS and proxy headers. */
class HttpLifeTest {
    private static final String PASSWORD = "changeit";

    private final HttpServerTest.EchoFace face = new HttpServerTest.EchoFace();
    private final HttpOptions options = HttpOptions.of("s3", "--s3-port", "127.0.0.1", 0);

    @Test
    void what_is_in_flight_finishes_and_nothing_new_begins() throws Exception {
        var entered = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        face.answers(_ -> {
            entered.countDown();
            go.await();
            return Answer.of(200, "text/plain", "finished");
        });
        var server = HttpServer.start(options, face, () -> "1");
        try (var client = HttpClient.newHttpClient();
                var idle = new RawClient(server.port())) {
            int port = server.port();
            var request = HttpRequest.newBuilder(URI.create(server.url())).build();
            var answer = client.sendAsync(request, BodyHandlers.ofString());
            assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
            var stopped = CompletableFuture.runAsync(server::close);
            await().untilAsserted(() -> assertNobodyListens(port));
            assertThat(stillAnswered(idle)).startsWith("HTTP/1.1 503 ");
            assertThat(stopped).isNotDone();
            go.countDown();
            assertThat(answer.get(10, TimeUnit.SECONDS).body()).isEqualTo("finished");
            assertThat(stopped).succeedsWithin(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void a_request_may_take_longer_to_answer_than_a_connection_may_stand_still() throws Exception {
        var idle = Duration.ofMillis(200);
        face.answers(_ -> {
            // real time must pass, because the connection's own clock is under test
            boolean never = new CountDownLatch(1).await(idle.toMillis() * 5, TimeUnit.MILLISECONDS);
            return Answer.of(200, "text/plain", "at last" + (never ? "!" : ""));
        });
        Limits usual = Limits.defaults();
        var limits =
                new Limits(
                        usual.headerBytes(),
                        usual.headerTime(),
                        idle,
                        usual.bytesPerSecond(),
                        usual.rateGrace(),
                        usual.stop());
        try (var server =
                        HttpServer.start(
                                options.with(Load.defaults().with(limits)), face, () -> "1");
                var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(server.url())).build();
            assertThat(client.send(request, BodyHandlers.ofString()).body()).isEqualTo("at last");
        }
    }

    @Test
    void over_tls_a_request_is_secure(@TempDir Path dir) throws Exception {
        var store = selfSigned(dir);
        var tls = Tls.read(pem(dir, store), pemKey(dir, store));
        try (var server = HttpServer.start(options.with(tls), face, () -> "1");
                var client = HttpClient.newBuilder().sslContext(trusting(store)).build()) {
            assertThat(server.url()).startsWith("https://127.0.0.1:");
            var request = HttpRequest.newBuilder(URI.create(server.url() + "/x")).build();
            assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
            assertThat(face.last().peer().secure()).isTrue();
        }
    }

    @Test
    void files_that_are_no_key_or_certificate_are_named(@TempDir Path dir) throws Exception {
        var store = selfSigned(dir);
        Path certificate = pem(dir, store);
        Path nonsense =
                Files.writeString(dir.resolve("rsa.pem"), "-----BEGIN RSA PRIVATE KEY-----");
        assertThatThrownBy(() -> Tls.read(certificate, nonsense))
                .isInstanceOf(BadTlsException.class)
                .hasMessageContaining("openssl pkcs8");
        assertThatThrownBy(() -> Tls.read(nonsense, pemKey(dir, store)))
                .isInstanceOf(BadTlsException.class)
                .hasMessageContaining("rsa.pem");
        assertThatThrownBy(() -> Tls.read(dir.resolve("none.pem"), nonsense))
                .isInstanceOf(BadTlsException.class)
                .hasMessageContaining(nonsense.getFileName().toString());
    }

    @Test
    void what_a_proxy_says_counts_only_where_it_is_trusted() throws Exception {
        assertThat(secureThroughProxy(options)).isFalse();
        assertThat(secureThroughProxy(options.trustingForwardedHttps())).isTrue();
    }

    private boolean secureThroughProxy(HttpOptions with) throws Exception {
        try (var server = HttpServer.start(with, face, () -> "1");
                var client = HttpClient.newHttpClient()) {
            var request =
                    HttpRequest.newBuilder(URI.create(server.url()))
                            .header("X-Forwarded-Proto", "https")
                            .build();
            client.send(request, BodyHandlers.ofString());
            return face.last().peer().secure();
        }
    }

    private static void assertNobodyListens(int port) {
        assertThatThrownBy(() -> new RawClient(port).close()).isInstanceOf(IOException.class);
    }

    /** Sends a request over a connection that was open before the server began to stop. */
    private static String stillAnswered(RawClient client) throws IOException {
        return client.send("GET / HTTP/1.1\nHost: h\n\n").readHead();
    }

    private static KeyStore selfSigned(Path dir) throws Exception {
        Path file = dir.resolve("server.p12");
        var keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "it",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "SAN=ip:127.0.0.1",
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                PASSWORD,
                                "-keystore",
                                file.toString())
                        .redirectErrorStream(true)
                        .start();
        keytool.getInputStream().readAllBytes();
        assertThat(keytool.waitFor()).isZero();
        var store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private static Path pem(Path dir, KeyStore store) throws Exception {
        return pem(dir.resolve("cert.pem"), "CERTIFICATE", store.getCertificate("it").getEncoded());
    }

    private static Path pemKey(Path dir, KeyStore store) throws Exception {
        var key = store.getKey("it", PASSWORD.toCharArray());
        return pem(dir.resolve("key.pem"), "PRIVATE KEY", key.getEncoded());
    }

    private static Path pem(Path file, String kind, byte[] bytes) throws IOException {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(bytes);
        return Files.write(
                file, List.of("-----BEGIN " + kind + "-----", text, "-----END " + kind + "-----"));
    }

    private static SSLContext trusting(KeyStore store) throws Exception {
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("it", store.getCertificate("it"));
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
