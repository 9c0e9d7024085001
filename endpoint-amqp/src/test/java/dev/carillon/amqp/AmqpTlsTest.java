package dev.carillon.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Accepted;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.endpoint.Certificates;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.format.Message;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** TLS to a Qpid broker, with certificates made here. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AmqpTlsTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Message MESSAGE = new Message("text/plain", Map.of(), new byte[0]);

    private final AmqpEndpointProvider provider = Endpoints.provider();

    @TempDir private Path folder;

    @AfterEach
    void close() {
        provider.close();
    }

    @Test
    void a_broker_is_trusted_by_its_ca_and_its_name_only() throws Exception {
        var certificates = new Certificates(folder);
        var here = certificates.make("here", "ip:127.0.0.1");
        var other = certificates.make("other", "dns:other.invalid");
        try (var broker = QpidBroker.startTls(folder, folder.resolve("here.p12"))) {
            exchange(broker, here.pem());
            String address = "amqps://127.0.0.1:" + broker.port();

            assertThat(send(address, "ca-location", here.pem().toString()))
                    .isInstanceOf(Accepted.class);
            assertThat(send(address, "verify-ssl", "false")).isInstanceOf(Accepted.class);
            assertThat(send(address)).isInstanceOf(Unreachable.class);
            assertThat(send(address, "ca-location", other.pem().toString()))
                    .isInstanceOf(Unreachable.class);
            // the certificate is trusted, but it is one for 127.0.0.1
            assertThat(
                            send(
                                    address.replace("127.0.0.1", "localhost"),
                                    "ca-location",
                                    here.pem().toString()))
                    .isInstanceOf(Unreachable.class);
            assertThat(send(address.replace("amqps", "amqp"))).isInstanceOf(Unreachable.class);
        }
    }

    @Test
    void a_broker_that_asks_for_a_certificate_gets_the_client_s() throws Exception {
        var certificates = new Certificates(folder);
        var here = certificates.make("here", "ip:127.0.0.1");
        var client = certificates.make("client", "dns:client.invalid");
        try (var broker =
                QpidBroker.startMutualTls(folder, folder.resolve("here.p12"), client.pem())) {
            String address = "amqps://127.0.0.1:" + broker.port();
            String[] complete = {
                "ca-location", here.pem().toString(),
                "ssl-certificate-location", client.pem().toString(),
                "ssl-key-location", client.key().toString(),
            };

            // signed in, and only the exchange is not there
            assertThat(send(address, complete).summary()).contains("events");
            assertThat(send(address, "ca-location", here.pem().toString()))
                    .isInstanceOf(Unreachable.class);
        }
    }

    private void exchange(QpidBroker broker, Path ca) throws Exception {
        try (var inbox = Inbox.overTls(broker.port(), ca)) {
            inbox.exchange("events");
        }
    }

    private AttemptResult send(String address, String... options) {
        try (Endpoint endpoint = provider.open(Endpoints.target(address, options))) {
            return endpoint.send(MESSAGE, LONG);
        }
    }
}
