package dev.carillon.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.EndpointContract;
import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Accepted;
import dev.carillon.delivery.AttemptResult.Refused;
import dev.carillon.delivery.AttemptResult.TimedOut;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.format.Message;
import dev.carillon.rule.Target;
import dev.carillon.testkit.Answer;
import dev.carillon.testkit.Received;
import dev.carillon.testkit.RecordingReceiver;
import dev.carillon.testkit.SettableClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
import java.util.concurrent.TimeUnit;

class HttpEndpointTest extends EndpointContract {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(400);

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
    protected FarEnd farEnd() {
        return new FarEnd() {
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
    void a_header_cannot_smuggle_another() {
        var message = new Message("text/plain", Map.of("x-key", "a\r\nx-evil: 1"), new byte[0]);

        endpoint.send(message, LONG);

        assertThat(receiver.requests()).noneMatch(it -> it.header("x-evil").isPresent());
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

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void follows_no_redirect(int status) {
        receiver.then(Answer.with(status, "Location", receiver.url("/elsewhere")));

        assertThat(endpoint.send(message("m"), LONG))
                .isInstanceOfSatisfying(
                        Refused.class, it -> assertThat(it.status()).isEqualTo(status));
        assertThat(receiver.requests()).hasSize(1);
    }

    @Test
    void keeps_a_kilobyte_of_a_refusal_without_control_characters() {
        receiver.then(Answer.text(500, "no\u001B[31m" + "x".repeat(5_000)));

        assertThat(endpoint.send(message("m"), LONG))
                .isInstanceOfSatisfying(
                        Refused.class,
                        it ->
                                assertThat(it.excerpt())
                                        .hasSize(1_024)
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
    void an_answer_that_drips_is_timed_out() {
        receiver.then(new Answer.Drip(Answer.text(200, "ok"), Duration.ofSeconds(1)));
        long start = System.nanoTime();

        assertThat(endpoint.send(message("m"), SHORT)).isEqualTo(new TimedOut(SHORT));
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(SHORT, SHORT.plusSeconds(3));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 500})
    void an_endless_body_is_cut_and_the_status_stands(int status) {
        receiver.then(new Answer.Endless(status));

        assertThat(endpoint.send(message("m"), LONG).summary()).endsWith(" with " + status);
        assertThat(endpoint.send(message("m"), LONG)).isEqualTo(new Accepted(200));
        assertThat(receiver.connections()).isEqualTo(2);
    }

    @Test
    void a_body_that_never_comes_holds_no_longer_than_a_second_and_the_status_stands()
            throws Exception {
        try (var server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                var stop = new Stop()) {
            answerRaw(server, "HTTP/1.1 202 Fine\r\nContent-Length: 10\r\n\r\nhalf", stop);
            long start = System.nanoTime();

            assertThat(open("http://127.0.0.1:" + server.getLocalPort()).send(message("m"), LONG))
                    .isEqualTo(new Accepted(202));
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void an_endless_header_is_no_answer() throws Exception {
        try (var server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                var stop = new Stop()) {
            answerRaw(server, "HTTP/1.1 200 Fine\r\nx: " + "y".repeat(100_000), stop);

            assertThat(open("http://127.0.0.1:" + server.getLocalPort()).send(message("m"), LONG))
                    .isInstanceOfSatisfying(
                            Unreachable.class,
                            it -> assertThat(it.cause()).contains("header is too large"));
        }
    }

    @Test
    void a_reset_connection_is_unreachable() {
        receiver.then(new Answer.Reset());

        assertCause(endpoint.send(message("m"), LONG), "connection");
        assertThat(receiver.requests()).hasSize(1);
    }

    @Test
    void a_connection_closed_without_an_answer_is_unreachable_and_not_tried_again() {
        receiver.then(new Answer.Close());

        assertCause(endpoint.send(message("m"), LONG), "closed before an answer");
        assertThat(receiver.requests()).hasSize(1);
    }

    @Test
    void garbage_is_unreachable() {
        receiver.then(new Answer.Garbage());

        assertThat(endpoint.send(message("m"), LONG)).isInstanceOf(Unreachable.class);
        assertThat(endpoint.send(message("m"), LONG).accepted()).isTrue();
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
            // idle for longer than a connection may be before it is looked at
            assertThat(new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS)).isFalse();

            assertThat(target.send(message("two"), LONG)).isEqualTo(new Accepted(200));
        }
    }

    @Test
    void connecting_is_part_of_the_limit() throws Exception {
        try (var full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> filling = fillBacklog(full);
            var result = open("http://127.0.0.1:" + full.getLocalPort()).send(message("m"), SHORT);
            for (Socket socket : filling) {
                socket.close();
            }
            assertThat(result).isEqualTo(new TimedOut(SHORT));
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
    void follows_a_name_to_its_new_address() throws Exception {
        String second = "127.0.0.2";
        var answers = new ArrayList<>(List.of("127.0.0.1", second));
        try (var names = provider(_ -> addresses(answers.removeFirst()));
                var server = new ServerSocket()) {
            server.bind(new InetSocketAddress(second, receiver.port()));
            var target = names.open(target("http://moving.test:" + receiver.port() + "/"));
            assertThat(target.send(message("m"), LONG).accepted()).isTrue();
            receiver.stop();
            try (var stop = new Stop()) {
                answerRaw(server, "HTTP/1.1 202 Moved in\r\nContent-Length: 0\r\n\r\n", stop);

                var results =
                        List.of(target.send(message("m"), LONG), target.send(message("m"), LONG));

                assertThat(results).contains(new Accepted(202));
            }
        }
    }

    @Test
    void a_name_that_turns_inward_between_check_and_use_gains_nothing() {
        var answers = new ArrayList<>(List.of("127.0.0.2", "127.0.0.1", "169.254.169.254"));
        try (var strict =
                new HttpEndpointProvider(
                        new AddressGuard(List.of(Cidr.parse("127.0.0.2/32")), false),
                        _ -> addresses(answers.removeFirst()),
                        clock)) {
            var rebinding = target("http://rebind.test:" + receiver.port() + "/");
            assertThat(strict.objection(rebinding)).isEmpty();
            var first = strict.open(rebinding).send(message("m"), SHORT);
            var second = strict.open(rebinding).send(message("m"), LONG);
            var third = strict.open(rebinding).send(message("m"), LONG);

            assertThat(first.accepted()).isFalse();
            assertCause(second, "127.0.0.1 is a loopback address");
            assertCause(third, "169.254.169.254 is a metadata address");
            assertThat(receiver.requests()).isEmpty();
        }
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
    void a_name_that_takes_too_long_is_part_of_the_limit() {
        var never = new CountDownLatch(1);
        try (var names =
                provider(_ -> {
                    awaitQuietly(never);
                    return new InetAddress[0];
                })) {
            long start = System.nanoTime();
            var result = names.open(target("http://slow.test/")).send(message("m"), SHORT);

            assertThat(result.accepted()).isFalse();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(SHORT.plusSeconds(3));
        } finally {
            never.countDown();
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
        return new HttpEndpointProvider(new AddressGuard(List.of(), true), lookup, clock);
    }

    private static InetAddress[] addresses(String... literals) {
        return Arrays.stream(literals).map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
    }

    private static void assertCause(AttemptResult result, String part) {
        assertThat(result)
                .isInstanceOfSatisfying(
                        Unreachable.class, it -> assertThat(it.cause()).contains(part));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Says these bytes on the next connection, whatever comes, and keeps it open. */
    private static void answerRaw(ServerSocket server, String bytes, Stop stop) {
        Thread.startVirtualThread(() -> {
            try (Socket socket = server.accept()) {
                var _ = socket.getInputStream().read(new byte[8_192]);
                socket.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
                stop.latch().await();
            } catch (IOException | InterruptedException _) {
                // the test is over
            }
        });
    }

    /** Promises to keep the connection, and closes it. */
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

    /** Connects until the server's queue takes no more. */
    private static List<Socket> fillBacklog(ServerSocket server) {
        var sockets = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 20; i++) {
                var socket = new Socket();
                sockets.add(socket);
                socket.connect(server.getLocalSocketAddress(), 200);
            }
        } catch (IOException _) {
            return sockets;
        }
        throw new IllegalStateException("the queue of a listening socket never fills here");
    }

    private record Stop(CountDownLatch latch) implements AutoCloseable {
        Stop() {
            this(new CountDownLatch(1));
        }

        @Override
        public void close() {
            latch.countDown();
        }
    }
}
