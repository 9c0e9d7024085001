package dev.carillon.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.lang.Thread.State.TIMED_WAITING;

import dev.carillon.contract.EndpointContract;
import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Accepted;
import dev.carillon.delivery.AttemptResult.Refused;
import dev.carillon.delivery.AttemptResult.TimedOut;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.format.Message;
import dev.carillon.rule.EndpointKind;
import dev.carillon.rule.Target;
import dev.carillon.testkit.Answer;
import dev.carillon.testkit.Received;
import dev.carillon.testkit.RecordingReceiver;
import dev.carillon.testkit.SettableClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

class HttpEndpointTest extends EndpointContract {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final int MAX_CONNECTIONS = 256;
    private static final Duration LIFE = HttpEndpointProvider.LONGEST_LIFE;

    private final SettableClock clock = SettableClock.atNewYear();
    private final RecordingReceiver receiver = RecordingReceiver.start();
    private final HttpEndpointProvider provider = provider(InetAddress::getAllByName);
    private final Endpoint endpoint = open(receiver.url("/hook"));

    @AfterEach
    void close() {
        provider.close();
        receiver.close();
    }

    @Override
    protected Endpoint endpoint() {
        return endpoint;
    }

    @Override
    protected EndpointKind kind() {
        return provider.kind();
    }

    @Override
    protected Receiver receiver() {
        return new Receiver() {
            @Override
            public List<String> bodies() {
                return receiver.requests().stream().map(Received::text).toList();
            }

            @Override
            public void hang() {
                receiver.otherwise(new Answer.Hang());
            }

            @Override
            public void stop() {
                receiver.stop();
            }

            @Override
            public void restart() {
                receiver.restart();
            }
        };
    }

    @Test
    void posts_to_the_path_as_written_with_the_headers_as_given() {
        var target = open(receiver.url("//a/../b;c=%2F?q=1&r=%20#gone"));
        var message =
                new Message(
                        "application/json",
                        Map.of("webhook-id", "e.r", "X-Odd_Name", "v, w"),
                        "{}".getBytes(StandardCharsets.UTF_8));

        target.send(message, LONG);

        var request = receiver.requests().getFirst();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo("//a/../b;c=%2F?q=1&r=%20");
        assertThat(request.headers())
                .containsEntry("webhook-id", "e.r")
                .containsEntry("X-Odd_Name", "v, w")
                .containsEntry("Content-Type", "application/json")
                .containsEntry("Content-Length", "2")
                .containsEntry("Host", "127.0.0.1:" + receiver.port());
        assertThat(request.header("User-Agent").orElseThrow()).startsWith("Carillon/");
        assertThat(request.headers().keySet())
                .doesNotContain("Expect", "Cookie", "Accept-Encoding", "Authorization", "Upgrade");
    }

    @Test
    void the_port_of_the_scheme_is_not_in_the_host_header() {
        Optional<RecordingReceiver> port80 = atPort80();
        Assumptions.assumeTrue(port80.isPresent(), "may not listen on port 80");
        try (var standard = port80.get();
                var named = provider(_ -> addresses("127.0.0.1"))) {
            assertThat(named.open(target("http://named.test/")).send(message("m"), LONG).accepted())
                    .isTrue();
            assertThat(standard.requests().getFirst().header("Host")).contains("named.test");
        }
    }

    private static Optional<RecordingReceiver> atPort80() {
        try {
            return Optional.of(RecordingReceiver.startAt("127.0.0.1", 80));
        } catch (UncheckedIOException _) {
            return Optional.empty();
        }
    }

    @Test
    void a_header_cannot_smuggle_another() {
        var message = new Message("text/plain", Map.of("x-key", "a\r\nx-evil: 1"), new byte[0]);

        endpoint.send(message, LONG);

        assertThat(receiver.requests())
                .noneMatch(received -> received.header("x-evil").isPresent());
    }

    @Test
    void sends_user_and_password_of_the_url_as_basic_authorization() {
        String url = receiver.url("/").replace("://", "://me:p%40ss%3A%C3%A9+@");

        open(url).send(message("m"), LONG);

        assertThat(receiver.requests().getFirst().header("Authorization"))
                .contains(
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString(
                                                "me:p@ss:é+".getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 206, 299})
    void takes_any_2xx_for_success(int status) {
        receiver.then(Answer.status(status));

        assertThat(endpoint.send(message("m"), LONG)).isEqualTo(new Accepted(status));
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 304, 400, 401, 407, 410, 413, 429, 500, 503, 599})
    void takes_any_other_status_for_a_refusal_and_asks_once(int status) {
        receiver.then(Answer.status(status));

        assertThat(endpoint.send(message("m"), LONG))
                .isEqualTo(new Refused(status, "", Optional.empty()));
        assertThat(receiver.requests()).hasSize(1);
    }

    @Test
    void keeps_a_kilobyte_of_a_refusal_without_control_characters() {
        receiver.then(Answer.text(500, "no\u001B[31m" + "x".repeat(5_000)));

        assertThat(endpoint.send(message("m"), LONG))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused ->
                                assertThat(refused.excerpt())
                                        .hasSize(1_022) // one character of three bytes
                                        .startsWith("no\uFFFD[31mx")
                                        .endsWith("x"));
    }

    @Test
    void uses_one_connection_for_messages_one_after_the_other() {
        receiver.otherwise(Answer.text(200, "thanks"));
        for (int i = 0; i < 20; i++) {
            assertThat(endpoint.send(message("m" + i), LONG).accepted()).isTrue();
        }
        assertThat(receiver.connections()).isEqualTo(1);
    }

    @Test
    void uses_the_connection_again_after_a_refusal_with_a_body() {
        receiver.otherwise(Answer.text(503, "x".repeat(60_000)));
        for (int i = 0; i < 5; i++) {
            endpoint.send(message("m" + i), LONG);
        }
        assertThat(receiver.connections()).isEqualTo(1);
    }

    @Test
    void shares_no_connection_with_another_endpoint() {
        endpoint.send(message("one"), LONG);
        open(receiver.url("/other")).send(message("two"), LONG);

        assertThat(receiver.connections()).isEqualTo(2);
    }

    @Test
    void a_closed_port_says_so() {
        receiver.stop();

        assertThat(endpoint.send(message("m"), LONG))
                .isEqualTo(
                        new Unreachable("connection refused (127.0.0.1:" + receiver.port() + ")"));
    }

    @Test
    void a_connection_that_went_stale_while_idle_costs_no_attempt() throws Exception {
        try (var server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            var answered = new CountDownLatch(1);
            Thread.startVirtualThread(() -> answerAndCloseTwice(server, answered));
            var target = open("http://127.0.0.1:" + server.getLocalPort());

            assertThat(target.send(message("one"), LONG).accepted()).isTrue();
            answered.await();
            // idle for longer than the time after which a connection is checked
            assertThat(new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS)).isFalse();

            assertThat(target.send(message("two"), LONG)).isEqualTo(new Accepted(200));
        }
    }

    @Test
    void a_hanging_target_does_not_hold_up_another() {
        try (var other = RecordingReceiver.start()) {
            receiver.otherwise(new Answer.Hang());
            for (int i = 0; i < 300; i++) {
                Thread.startVirtualThread(() -> endpoint.send(message("m"), LONG));
            }
            assertThat(open(other.url("/")).send(message("m"), Duration.ofSeconds(3)))
                    .isEqualTo(new Accepted(200));
        }
    }

    @Test
    void waits_as_long_as_the_answer_says() {
        receiver.then(
                Answer.with(429, "Retry-After", "7"),
                Answer.with(503, "Retry-After", "Thu, 01 Jan 2026 00:01:30 GMT"),
                Answer.with(503, "Retry-After", "soon"));

        assertThat(retryAfter()).contains(Duration.ofSeconds(7));
        assertThat(retryAfter()).contains(Duration.ofSeconds(90));
        assertThat(retryAfter()).isEmpty();
    }

    @Test
    void skips_the_refused_addresses_of_a_name() {
        try (var mixed = provider(_ -> addresses("10.0.0.1", "192.168.1.1", "127.0.0.1"))) {
            var target = target("http://mixed.test:" + receiver.port() + "/");

            assertThat(mixed.open(target).send(message("m"), LONG).accepted()).isTrue();
            assertThat(receiver.requests().getFirst().header("Host"))
                    .contains("mixed.test:" + receiver.port());
        }
    }

    @Test
    void a_refused_literal_is_refused_at_the_connection_too() {
        try (var strict = new HttpEndpointProvider(new AddressGuard(List.of(), false))) {
            assertCause(
                    strict.open(target(receiver.url("/"))).send(message("m"), LONG),
                    "--allow-targets 127.0.0.1/32");
            assertThat(receiver.requests()).isEmpty();
        }
    }

    @Test
    void an_unknown_name_says_so() {
        try (var names =
                provider(name -> {
                    throw new UnknownHostException(name);
                })) {
            assertThat(names.open(target("http://nowhere.test/")).send(message("m"), LONG))
                    .isEqualTo(
                            new Unreachable(
                                    "the name nowhere.test does not resolve (nowhere.test:80)"));
        }
    }

    @Test
    void who_finds_all_connections_taken_waits_for_one() throws Exception {
        var gate = new CountDownLatch(1);
        receiver.otherwise(new Answer.Held(gate, Answer.ok()));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = new ArrayList<Future<AttemptResult>>();
            for (int i = 0; i < MAX_CONNECTIONS; i++) {
                results.add(threads.submit(() -> endpoint.send(message("m"), LONG)));
            }
            receiver.await(MAX_CONNECTIONS, LONG);

            assertThat(endpoint.send(message("too late"), Duration.ofMillis(50)))
                    .isInstanceOf(TimedOut.class);
            var last = new FutureTask<>(() -> endpoint.send(message("last"), LONG));
            Thread thread = Thread.startVirtualThread(last);
            await().until(() -> last.isDone() || thread.getState() == TIMED_WAITING);
            gate.countDown();

            assertThat(last.get()).isEqualTo(new Accepted(200));
            for (Future<AttemptResult> result : results) {
                assertThat(result.get()).isEqualTo(new Accepted(200));
            }
        }
    }

    private Optional<Duration> retryAfter() {
        return endpoint.send(message("m"), LONG) instanceof Refused refused
                ? refused.retryAfter()
                : Optional.empty();
    }

    private Endpoint open(String url) {
        return provider.open(target(url));
    }

    private static Target target(String url) {
        return new Target(url, Map.of());
    }

    private HttpEndpointProvider provider(GuardedNames.Lookup lookup) {
        return new HttpEndpointProvider(new AddressGuard(List.of(), true), lookup, clock, LIFE);
    }

    private static InetAddress[] addresses(String... literals) {
        return Arrays.stream(literals).map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
    }

    private static void assertCause(AttemptResult result, String part) {
        assertThat(result)
                .isInstanceOfSatisfying(
                        Unreachable.class,
                        unreachable -> assertThat(unreachable.cause()).contains(part));
    }

    /** Announces that the connection is kept, but closes it. */
    private static void answerAndCloseTwice(ServerSocket server, CountDownLatch answered) {
        for (int i = 0; i < 2; i++) {
            try (Socket socket = server.accept()) {
                var _ = socket.getInputStream().read(new byte[8_192]);
                socket.getOutputStream()
                        .write(
                                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
                                        .getBytes(StandardCharsets.UTF_8));
            } catch (IOException _) {
                return;
            }
            answered.countDown();
        }
    }
}
