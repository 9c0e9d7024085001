package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.endpoint.Certificates;
import dev.carillon.testkit.RecordingReceiver;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Map;

import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** The AWS SDK, which trusts one certificate, against a server that speaks HTTPS only. */
class TlsIT {
    @TempDir Path folder;

    private Certificates.Made certificate;
    private Settings settings;

    @BeforeEach
    void makeTheCertificate() throws Exception {
        certificate = new Certificates(folder).make("server", "ip:127.0.0.1");
        settings =
                RunningServer.settings(folder.resolve("data"))
                        .with(Setting.TLS_CERT, certificate.pem().toString())
                        .with(Setting.TLS_KEY, certificate.key().toString());
    }

    @Test
    void objects_and_topics_with_passwords_go_over_https() throws Exception {
        byte[] data = new byte[300_000];
        try (var server = running();
                var receiver = RecordingReceiver.start()) {
            assertThat(server.server().s3Url().orElseThrow()).startsWith("https://127.0.0.1:");
            String secret = receiver.url("/hook").replace("http://", "http://user:password@");
            server.topic("topic", Map.of("push-endpoint", secret));
            server.s3().createBucket(builder -> builder.bucket("bucket"));
            server.s3()
                    .putObject(
                            builder -> builder.bucket("bucket").key("k"),
                            RequestBody.fromBytes(data));
            assertThat(server.s3().getObjectAsBytes(builder -> builder.bucket("bucket").key("k")))
                    .extracting(responseBytes -> responseBytes.asByteArray())
                    .isEqualTo(data);
        }
    }

    @Test
    void a_client_that_does_not_trust_the_certificate_gets_nothing() {
        try (var server = new RunningServer(Server.start(ServerConfig.of(settings)))) {
            assertThatThrownBy(() -> server.s3().listBuckets())
                    .isInstanceOf(SdkClientException.class)
                    .hasMessageContaining("certification path");
        }
    }

    private RunningServer running() throws Exception {
        TrustManager[] trusted = trusting(certificate.pem());
        Server server = Server.start(ServerConfig.of(settings));
        var client = UrlConnectionHttpClient.builder().tlsTrustManagersProvider(() -> trusted);
        return new RunningServer(server, client, server.s3Url().orElseThrow());
    }

    private static TrustManager[] trusting(Path pem) throws Exception {
        var keys = KeyStore.getInstance(KeyStore.getDefaultType());
        keys.load(null, null);
        try (var in = Files.newInputStream(pem)) {
            var certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
            keys.setCertificateEntry("server", certificate);
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(keys);
        return trust.getTrustManagers();
    }
}
