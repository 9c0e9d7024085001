package dev.carillon.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.delivery.AttemptResult.Accepted;
import dev.carillon.delivery.AttemptResult.Refused;
import dev.carillon.delivery.AttemptResult.TimedOut;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.endpoint.Certificates.Made;
import dev.carillon.endpoint.Diagnosis.Step;
import dev.carillon.format.Message;
import dev.carillon.rule.Target;
import dev.carillon.testkit.Answer;
import dev.carillon.testkit.RecordingReceiver;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

class HttpDiagnosisTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final Message MESSAGE =
            new Message("application/json", Map.of(), new byte[] {'{', '}'});

    @TempDir static Path folder;
    private static Made good;
    private static Made expired;

    private final RecordingReceiver receiver = RecordingReceiver.start();
    private volatile GuardedNames.Lookup names = _ -> addresses("127.0.0.1");
    private final Endpoints endpoints = endpoints(new AddressGuard(List.of(), true));
    private final String url = "http://hooks.test:" + receiver.port() + "/hook";

    @BeforeAll
    static void certificates() throws Exception {
        var certificates = new Certificates(folder);
        good = certificates.make("good", "ip:127.0.0.1", "-validity", "30");
        expired =
                certificates.make(
                        "expired", "ip:127.0.0.1", "-startdate", "-10d", "-validity", "3");
    }

    @AfterEach
    void nothing_is_left_open() {
        endpoints.close();
        Awaitility.await().atMost(LONG).until(() -> receiver.openConnections() == 0);
        receiver.close();
    }

    @Test
    void a_good_one_shows_every_step() {
        receiver.then(Answer.text(200, "thank\u001Byou\n" + "x".repeat(500)));

        var diagnosis = diagnose(url);

        assertThat(diagnosis.result()).isEqualTo(new Accepted(200));
        assertThat(diagnosis.ok()).isTrue();
        assertThat(names(diagnosis)).containsExactly("dns", "guard", "connect", "answer");
        assertThat(diagnosis.steps()).allMatch(Step::ok);
        assertThat(detail(diagnosis, "dns")).isEqualTo("hooks.test is 127.0.0.1");
        assertThat(detail(diagnosis, "guard")).isEqualTo("allowed: 127.0.0.1");
        assertThat(detail(diagnosis, "connect"))
                .isEqualTo("connected to 127.0.0.1:" + receiver.port());
        assertThat(detail(diagnosis, "answer"))
                .startsWith("200: thank\uFFFDyou xxx")
                .hasSize("200: ".length() + 200);
        assertThat(receiver.requests().getFirst().path()).isEqualTo("/hook");
    }

    @Test
    void it_never_uses_a_kept_connection_and_keeps_none() {
        endpoints.at(target(url)).send(MESSAGE, LONG);

        diagnose(url);
        diagnose(url);

        assertThat(receiver.connections()).isEqualTo(3);
        Awaitility.await().atMost(LONG).until(() -> receiver.openConnections() == 1);
    }

    @Test
    void an_unknown_name_ends_it_at_the_first_step() {
        names =
                name -> {
                    throw new UnknownHostException(name);
                };

        var diagnosis = diagnose(url);

        assertFailed(diagnosis, "dns", "the name hooks.test does not resolve");
        assertThat(diagnosis.steps()).hasSize(1);
        assertThat(diagnosis.advice()).contains("Correct the host name");
    }

    @Test
    void a_refused_address_is_reported_with_the_addresses_found() {
        names = _ -> addresses("10.0.0.7");

        var diagnosis = diagnose(url);

        assertThat(detail(diagnosis, "dns")).isEqualTo("hooks.test is 10.0.0.7");
        assertFailed(diagnosis, "guard", "10.0.0.7 is a private address", "--allow-targets");
        assertThat(diagnosis.steps()).hasSize(2);
        assertThat(diagnosis.advice()).contains("--allow-targets");
    }

    @Test
    void an_address_that_is_left_out_is_reported() {
        names = _ -> addresses("10.0.0.7", "127.0.0.1");

        var diagnosis = diagnose(url);

        assertThat(diagnosis.ok()).isTrue();
        assertThat(detail(diagnosis, "guard")).isEqualTo("allowed: 127.0.0.1; not used: 10.0.0.7");
    }

    @Test
    void a_literal_address_needs_no_name() {
        assertThat(detail(diagnose(receiver.url("/")), "dns"))
                .isEqualTo("127.0.0.1 is an address itself");
    }

    @Test
    void nothing_listening_ends_it_at_the_connection() {
        receiver.stop();

        var diagnosis = diagnose(url);

        assertFailed(diagnosis, "connect", "127.0.0.1:" + receiver.port() + ": connection refused");
        assertThat(diagnosis.result()).isInstanceOf(Unreachable.class);
        assertThat(diagnosis.advice()).contains("Start the receiver");
    }

    @Test
    void the_next_address_of_a_name_is_tried_and_both_are_reported() {
        names = _ -> addresses("127.0.0.2", "127.0.0.1");
        int port = receiver.port();

        var diagnosis = diagnose(url);

        assertThat(diagnosis.ok()).isTrue();
        assertThat(names(diagnosis)).containsExactly("dns", "guard", "connect", "answer");
        assertThat(detail(diagnosis, "connect"))
                .isEqualTo(
                        "127.0.0.2:%d: connection refused; connected to 127.0.0.1:%d"
                                .formatted(port, port));
    }

    @Test
    void tls_shows_protocol_and_certificate() {
        try (var secure = RecordingReceiver.startTls(good.server())) {
            var diagnosis = diagnose(target(secure.url("/"), "ca-location", good.pem().toString()));

            assertThat(diagnosis.ok()).isTrue();
            assertThat(names(diagnosis))
                    .containsExactly("dns", "guard", "connect", "tls", "answer");
            assertThat(detail(diagnosis, "tls"))
                    .startsWith("TLSv1.3, certificate of CN=good, issued by CN=good, valid until 2")
                    .endsWith("(29 days left)");
        }
    }

    @Test
    void a_certificate_that_nobody_checks_says_so() {
        try (var secure = RecordingReceiver.startTls(expired.server())) {
            assertThat(detail(diagnose(target(secure.url("/"), "verify-ssl", "false")), "tls"))
                    .contains("CN=expired", "days left)")
                    .endsWith("; not checked, because verify-ssl=false");
        }
    }

    @Test
    void tls_to_a_plain_port_asks_whether_http_is_meant() throws IOException {
        try (var plain = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(() -> answerBadRequest(plain));

            var diagnosis = diagnose("https://127.0.0.1:" + plain.getLocalPort() + "/");

            assertFailed(diagnosis, "tls", "does not speak TLS", "http://");
        }
    }

    @Test
    void a_self_signed_certificate_is_reported_with_its_names_and_what_to_do() {
        try (var secure = RecordingReceiver.startTls(good.server())) {
            assertFailed(diagnose(secure.url("/")), "tls", "self-signed", "ca-location", "CN=good");
        }
    }

    @Test
    void an_expired_certificate_says_since_when() {
        try (var secure = RecordingReceiver.startTls(expired.server())) {
            var diagnosis =
                    diagnose(target(secure.url("/"), "ca-location", expired.pem().toString()));

            assertFailed(diagnosis, "tls", "certificate expired 20", "CN=expired");
            assertThat(diagnosis.advice()).contains("certificate");
        }
    }

    @Test
    void a_refusal_shows_status_and_body() {
        receiver.then(Answer.text(500, "database is down\nsee log"));

        var diagnosis = diagnose(url);

        assertFailed(diagnosis, "answer", "500: database is down see log");
        assertThat(diagnosis.result()).isInstanceOf(Refused.class);
        assertThat(diagnosis.advice()).contains("log for why it answered 500");
    }

    @Test
    void a_redirect_is_reported_with_its_target_and_without_its_password() {
        receiver.then(Answer.with(307, "Location", "https://me:secret@other.test/new?x=1"));

        var diagnosis = diagnose(url);

        assertFailed(
                diagnosis,
                "answer",
                "307: redirects are not followed; it points to https://***@other.test/new?x=1");
        assertThat(receiver.requests()).hasSize(1);
        assertThat(diagnosis.advice()).contains("Configure the URL");
    }

    @Test
    void one_that_hangs_ends_at_the_limit() {
        receiver.then(new Answer.Hang());
        long start = System.nanoTime();

        var diagnosis = diagnose(target(url), SHORT);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SHORT.plusSeconds(5));
        assertThat(diagnosis.result()).isEqualTo(new TimedOut(SHORT));
        assertFailed(diagnosis, "answer", "no answer within 500 ms");
        assertThat(diagnosis.failed().orElseThrow().took()).isPositive();
    }

    @Test
    void a_handshake_that_hangs_ends_at_the_limit() throws IOException {
        try (var silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            var target = target("https://127.0.0.1:" + silent.getLocalPort() + "/");

            var diagnosis = diagnose(target, SHORT);

            assertThat(diagnosis.result()).isEqualTo(new TimedOut(SHORT));
            assertFailed(diagnosis, "tls", "not done within 500 ms");
        }
    }

    @Test
    void one_that_closes_without_an_answer_was_reached() {
        receiver.then(new Answer.Close());

        assertFailed(diagnose(url), "answer", "connection closed before an answer came");
    }

    @Test
    void no_time_at_all_is_no_answer() {
        assertFailed(diagnose(target(url), Duration.ZERO), "answer", "no answer within 0 ms");
        assertThat(receiver.requests()).isEmpty();
    }

    @Test
    void no_secret_is_shown_even_when_the_answer_repeats_it() {
        receiver.otherwise(request ->
                Answer.text(401, "wrong: " + request.header("Authorization") + " or p@ssword?"));
        var target = target(url.replace("://", "://me:p%40ssword@"));

        var diagnosis = diagnose(target);

        assertThat(diagnosis.toString() + DiagnosisText.of(diagnosis))
                .contains("wrong: ", "***")
                .doesNotContain("p@ssword", "p%40ssword", "bWU6cEBzc3dvcmQ=");
        assertThat(diagnosis.advice()).contains("credentials");
    }

    private Diagnosis diagnose(String url) {
        return diagnose(target(url));
    }

    private Diagnosis diagnose(Target target) {
        return diagnose(target, LONG);
    }

    private Diagnosis diagnose(Target target, Duration limit) {
        return endpoints.at(target).diagnose(MESSAGE, limit);
    }

    private Endpoints endpoints(AddressGuard guard) {
        var provider =
                new HttpEndpointProvider(
                        guard,
                        text -> names.addresses(text),
                        InstantSource.system(),
                        HttpEndpointProvider.LONGEST_LIFE);
        return new Endpoints(List.of(provider), InstantSource.system());
    }

    private static List<String> names(Diagnosis diagnosis) {
        return diagnosis.steps().stream().map(Step::name).toList();
    }

    private static String detail(Diagnosis diagnosis, String name) {
        return diagnosis.steps().stream()
                .filter(step -> step.name().equals(name))
                .map(Step::detail)
                .findFirst()
                .orElse("no step " + name);
    }

    private static void assertFailed(Diagnosis diagnosis, String name, String... parts) {
        assertThat(diagnosis.ok()).isFalse();
        Step last = diagnosis.steps().getLast();
        assertThat(diagnosis.failed()).as("the first that failed is the last").contains(last);
        assertThat(last.name()).isEqualTo(name);
        assertThat(last.detail()).contains(parts);
    }

    private static Target target(String url) {
        return new Target(url, Map.of());
    }

    private static Target target(String url, String option, String value) {
        return new Target(url, Map.of(option, value));
    }

    private static InetAddress[] addresses(String... literals) {
        return List.of(literals).stream().map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
    }

    private static void answerBadRequest(ServerSocket server) {
        try (Socket socket = server.accept()) {
            var _ = socket.getInputStream().read(new byte[8_192]);
            socket.getOutputStream()
                    .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException _) {
            // the test is over
        }
    }
}
