package dev.carillon.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.delivery.AttemptResult.Accepted;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.endpoint.Certificates.Made;
import dev.carillon.format.Message;
import dev.carillon.rule.Target;
import dev.carillon.testkit.RecordingReceiver;
import dev.carillon.testkit.SettableClock;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** A certificate that is valid at first and expires while the endpoint is in use. */
class HostileCertificateTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Message MESSAGE =
            new Message("application/json", Map.of(), new byte[] {'{', '}'});

    @TempDir static Path folder;
    private static Made first;
    private static Made renewed;
    private static Path both;

    private final SettableClock clock = new SettableClock(InstantSource.system().instant());

    @BeforeAll
    static void certificates() throws Exception {
        var certificates = new Certificates(folder);
        first = certificates.make("first", "ip:127.0.0.1", "-validity", "2");
        renewed = certificates.make("renewed", "ip:127.0.0.1", "-validity", "30");
        both = folder.resolve("both.pem");
        Files.writeString(both, Files.readString(first.pem()) + Files.readString(renewed.pem()));
    }

    @Test
    void a_kept_connection_is_used_to_the_end_of_its_time() {
        try (var receiver = RecordingReceiver.startTls(first.server());
                var endpoints = endpoints(HttpEndpointProvider.LONGEST_LIFE)) {
            var endpoint = endpoints.at(target(receiver));
            assertThat(endpoint.send(MESSAGE, LONG)).isEqualTo(new Accepted(200));

            clock.advance(Duration.ofDays(3));

            assertThat(endpoint.send(MESSAGE, LONG)).isEqualTo(new Accepted(200));
            assertThat(receiver.connections()).isEqualTo(1);
        }
    }

    @Test
    void a_new_connection_is_refused_though_its_tls_session_is_resumed_and_a_renewal_is_taken() {
        try (var endpoints = endpoints(Duration.ZERO)) {
            int port;
            Endpoint endpoint;
            try (var receiver = RecordingReceiver.startTls(first.server())) {
                port = receiver.port();
                endpoint = endpoints.at(target(receiver));
                assertThat(endpoint.send(MESSAGE, LONG)).isEqualTo(new Accepted(200));
                assertThat(endpoint.send(MESSAGE, LONG)).isEqualTo(new Accepted(200));
                assertThat(receiver.connections()).isEqualTo(2);

                clock.advance(Duration.ofDays(3));

                assertThat(endpoint.send(MESSAGE, LONG))
                        .isInstanceOfSatisfying(
                                Unreachable.class,
                                unreachable ->
                                        assertThat(unreachable.cause())
                                                .startsWith("certificate expired 20")
                                                .contains("CN=first", "127.0.0.1:" + port));
                assertThat(receiver.requests()).hasSize(2);
            }
            try (var receiver = RecordingReceiver.startTls(renewed.server(), port)) {
                assertThat(endpoint.send(MESSAGE, LONG)).isEqualTo(new Accepted(200));
                assertThat(receiver.requests()).hasSize(1);
            }
        }
    }

    private Endpoints endpoints(Duration longestLife) {
        var provider =
                new HttpEndpointProvider(
                        new AddressGuard(List.of(), true),
                        InetAddress::getAllByName,
                        clock,
                        longestLife);
        return new Endpoints(List.of(provider), clock);
    }

    private static Target target(RecordingReceiver receiver) {
        return new Target(receiver.url("/"), Map.of("ca-location", both.toString()));
    }
}
