package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.endpoint.Certificates;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;

/** The certificate of a running server, replaced under real TLS connections. */
class CertificateReloadIT {
    private static Certificates.Made before;
    private static Certificates.Made after;
    private static SSLContext client;

    @TempDir Path folder;

    private Server server;

    @BeforeAll
    static void makeCertificates(@TempDir Path made) throws Exception {
        var certificates = new Certificates(made);
        before = certificates.make("before", "ip:127.0.0.1");
        after = certificates.make("after", "ip:127.0.0.1");
        client = TlsConnection.trusting(read(before), read(after));
    }

    @BeforeEach
    void startWithTheFirstCertificate() throws IOException {
        install(before.pem(), "cert.pem");
        install(before.key(), "key.pem");
        var settings =
                RunningServer.settings(folder.resolve("data"))
                        .with(Setting.TLS_CERT, installed("cert.pem").toString())
                        .with(Setting.TLS_KEY, installed("key.pem").toString());
        server = Server.start(ServerConfig.of(settings));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void new_connections_of_every_port_see_the_new_certificate_and_open_ones_go_on()
            throws Exception {
        try (var open = new TlsConnection(client, admin())) {
            assertThat(open.ask("/healthz")).isEqualTo("HTTP/1.1 200 OK");
            install(after.pem(), "cert.pem");
            install(after.key(), "key.pem");

            assertThat(server.reloadCertificate())
                    .isEqualTo(
                            new CertificateReload.Renewed(
                                    "CN=after", read(after).getNotAfter().toInstant()));

            assertThat(open.ask("/healthz")).isEqualTo("HTTP/1.1 200 OK");
            assertThat(open.shown()).isEqualTo(read(before));
        }
        for (String url : urls()) {
            assertThat(shown(url)).as(url).isEqualTo(read(after));
        }
    }

    @Test
    void a_certificate_may_be_replaced_again_and_again() throws Exception {
        for (var next : List.of(after, before, after)) {
            install(next.pem(), "cert.pem");
            install(next.key(), "key.pem");
            assertThat(server.reloadCertificate()).isInstanceOf(CertificateReload.Renewed.class);
            assertThat(shown(admin())).isEqualTo(read(next));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cert.pem", "key.pem"})
    void a_missing_file_leaves_the_old_certificate_in_use(String name) throws Exception {
        Files.delete(installed(name));
        assertRefused("cannot read the", name);
    }

    @Test
    void a_torn_certificate_leaves_the_old_one_in_use() throws Exception {
        install(after.key(), "key.pem");
        tear(after.pem(), "cert.pem", 200);
        assertRefused("cert.pem holds no certificate");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 50, 100})
    void a_torn_key_leaves_the_old_certificate_in_use(int bytes) throws Exception {
        install(after.pem(), "cert.pem");
        tear(after.key(), "key.pem", bytes);
        assertRefused("key.pem holds no unencrypted PKCS#8 key", "openssl");
    }

    @Test
    void a_key_that_is_not_base64_leaves_the_old_certificate_in_use() throws Exception {
        Files.writeString(
                installed("key.pem"), "-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----");
        assertRefused("key.pem is damaged");
    }

    @Test
    void a_key_that_does_not_fit_leaves_the_old_certificate_in_use() throws Exception {
        install(after.pem(), "cert.pem");
        assertRefused("does not fit", "cert.pem", "key.pem");

        install(after.key(), "key.pem");
        assertThat(server.reloadCertificate()).isInstanceOf(CertificateReload.Renewed.class);
        assertThat(shown(admin())).isEqualTo(read(after));
    }

    @Test
    void a_server_of_plain_http_has_nothing_to_reload() {
        try (var plain =
                Server.start(ServerConfig.of(RunningServer.settings(folder.resolve("plain"))))) {
            assertThat(plain.reloadCertificate()).isEqualTo(new CertificateReload.NoTls());
        }
    }

    private void assertRefused(String... words) throws Exception {
        try (var open = new TlsConnection(client, admin())) {
            assertThat(server.reloadCertificate())
                    .isInstanceOfSatisfying(
                            CertificateReload.Refused.class,
                            refused -> assertThat(refused.objection()).contains(words));
            assertThat(open.ask("/healthz")).isEqualTo("HTTP/1.1 200 OK");
        }
        for (String url : urls()) {
            assertThat(shown(url)).as(url).isEqualTo(read(before));
        }
    }

    private X509Certificate shown(String url) throws IOException {
        try (var connection = new TlsConnection(client, url)) {
            return connection.shown();
        }
    }

    private String admin() {
        return server.adminUrl().orElseThrow();
    }

    private List<String> urls() {
        return Stream.of(server.s3Url(), server.b2Url(), server.adminUrl())
                .map(url -> url.orElseThrow())
                .toList();
    }

    private Path installed(String name) {
        return folder.resolve(name);
    }

    private void install(Path file, String name) throws IOException {
        Files.copy(file, installed(name), StandardCopyOption.REPLACE_EXISTING);
    }

    private void tear(Path file, String name, int bytes) throws IOException {
        Files.writeString(installed(name), Files.readString(file).substring(0, bytes));
    }

    private static X509Certificate read(Certificates.Made made) throws Exception {
        try (var in = Files.newInputStream(made.pem())) {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }
}
