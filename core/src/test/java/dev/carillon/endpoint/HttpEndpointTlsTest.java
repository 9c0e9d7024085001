package dev.carillon.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Accepted;
import dev.carillon.delivery.AttemptResult.TimedOut;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.endpoint.Certificates.Made;
import dev.carillon.format.Message;
import dev.carillon.rule.Target;
import dev.carillon.testkit.RecordingReceiver;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

class HttpEndpointTlsTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    @TempDir static Path folder;
    private static Made good;
    private static Made expired;
    private static Made otherName;

    private final HttpEndpointProvider provider =
            new HttpEndpointProvider(new AddressGuard(List.of(), true));

    @BeforeAll
    static void certificates() throws Exception {
        var certificates = new Certificates(folder);
        good = certificates.make("good", "ip:127.0.0.1", "-validity", "2");
        expired =
                certificates.make(
                        "expired", "ip:127.0.0.1", "-startdate", "-10d", "-validity", "3");
        otherName = certificates.make("other", "dns:other.example", "-validity", "2");
    }

    @AfterEach
    void close() {
        provider.close();
    }

    @Test
    void a_self_signed_certificate_is_refused_with_what_to_do() {
        assertCause(send(good, Map.of()), "certificate is self-signed", "ca-location");
    }

    @Test
    void a_certificate_of_the_ca_location_is_trusted() {
        assertThat(send(good, Map.of("ca-location", good.pem().toString())))
                .isEqualTo(new Accepted(200));
    }

    @Test
    void the_ca_location_takes_the_place_of_others() {
        assertCause(
                send(good, Map.of("ca-location", otherName.pem().toString())),
                "certificate is self-signed");
    }

    @Test
    void an_expired_certificate_says_since_when() {
        assertCause(send(expired, Map.of()), "certificate expired 20");
    }

    @Test
    void an_expired_certificate_is_refused_even_where_it_is_named_itself() {
        assertCause(
                send(expired, Map.of("ca-location", expired.pem().toString())),
                "certificate expired 20");
    }

    @Test
    void a_certificate_for_another_name_is_refused() {
        assertCause(
                send(otherName, Map.of("ca-location", otherName.pem().toString())),
                "certificate is for another name",
                "127.0.0.1");
    }

    @Test
    void verify_ssl_false_takes_any_certificate() {
        for (Made made : List.of(good, expired, otherName)) {
            for (String word : List.of("false", "NO", "off", "0")) {
                assertThat(send(made, Map.of("verify-ssl", word))).isEqualTo(new Accepted(200));
            }
        }
    }

    @Test
    void verify_ssl_false_of_one_target_opens_nothing_for_another() {
        try (var receiver = RecordingReceiver.startTls(good.server())) {
            var url = receiver.url("/");
            var blind = provider.open(new Target(url, Map.of("verify-ssl", "false")));
            var careful = provider.open(new Target(url, Map.of()));

            assertThat(blind.send(message(), LONG).accepted()).isTrue();
            assertThat(careful.send(message(), LONG)).isInstanceOf(Unreachable.class);
            assertThat(receiver.requests()).hasSize(1);
        }
    }

    @Test
    void uses_a_tls_connection_again() {
        try (var receiver = RecordingReceiver.startTls(good.server())) {
            var endpoint =
                    provider.open(new Target(receiver.url("/"), Map.of("verify-ssl", "false")));
            for (int i = 0; i < 5; i++) {
                assertThat(endpoint.send(message(), LONG).accepted()).isTrue();
            }
            assertThat(receiver.connections()).isEqualTo(1);
        }
    }

    @Test
    void a_port_that_speaks_no_tls_says_so() {
        try (var receiver = RecordingReceiver.start()) {
            String url = receiver.url("/").replace("http:", "https:");

            assertThat(provider.open(new Target(url, Map.of())).send(message(), LONG))
                    .isInstanceOf(Unreachable.class);
        }
    }

    @Test
    void a_handshake_that_hangs_is_part_of_the_limit() throws IOException {
        try (var silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            var limit = Duration.ofMillis(400);
            var target = new Target("https://127.0.0.1:" + silent.getLocalPort(), Map.of());

            assertThat(provider.open(target).send(message(), limit)).isEqualTo(new TimedOut(limit));
        }
    }

    @Test
    void a_ca_location_that_holds_no_certificates_cannot_be_configured() throws IOException {
        Path text = Files.writeString(folder.resolve("text.pem"), "hello");
        for (String location : List.of(text.toString(), "/nowhere/ca.pem", "/dev/zero", "\u0000")) {
            assertThat(
                            provider.objection(
                                    new Target(
                                            "https://a.example", Map.of("ca-location", location))))
                    .hasValueSatisfying(
                            found -> assertThat(found).contains("is no file of PEM certificates"));
        }
    }

    @Test
    void a_ca_location_that_appears_later_is_read_then() throws IOException {
        try (var receiver = RecordingReceiver.startTls(good.server())) {
            Path later = folder.resolve("later.pem");
            var endpoint =
                    provider.open(
                            new Target(receiver.url("/"), Map.of("ca-location", later.toString())));
            assertCause(endpoint.send(message(), LONG), "is no file of PEM certificates");

            Files.copy(good.pem(), later);

            assertThat(endpoint.send(message(), LONG).accepted()).isTrue();
        }
    }

    private AttemptResult send(Made made, Map<String, String> options) {
        try (var receiver = RecordingReceiver.startTls(made.server())) {
            return provider.open(new Target(receiver.url("/"), options)).send(message(), LONG);
        }
    }

    private static Message message() {
        return new Message("application/json", Map.of(), new byte[] {'{', '}'});
    }

    private static void assertCause(AttemptResult result, String... parts) {
        assertThat(result)
                .isInstanceOfSatisfying(
                        Unreachable.class,
                        unreachable -> assertThat(unreachable.cause()).contains(parts));
    }
}
