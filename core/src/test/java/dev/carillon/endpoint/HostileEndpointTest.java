package dev.carillon.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Accepted;
import dev.carillon.delivery.AttemptResult.Refused;
import dev.carillon.delivery.AttemptResult.TimedOut;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.format.Message;
import dev.carillon.rule.Target;
import dev.carillon.testkit.Answer;
import dev.carillon.testkit.RecordingReceiver;
import dev.carillon.testkit.SettableClock;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/**
 * Endpoints that behave badly, and what each leads to: the result, the words for the operator, an
 * end within the limit, no resources left open, and a next attempt that works. Certificates are
 * tested in {@link HostileCertificateTest}.
 */
class HostileEndpointTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(500);

    /** The longest time after its limit at which an attempt may end on a busy machine. */
    private static final Duration LATE = Duration.ofSeconds(5);

    private static final Message MESSAGE =
            new Message("application/json", Map.of(), new byte[] {'{', '}'});

    private final Set<Thread> before = ourThreads();
    private final SettableClock clock = SettableClock.atNewYear();
    private final RecordingReceiver receiver = RecordingReceiver.start();
    private volatile GuardedNames.Lookup names = _ -> addresses("127.0.0.1");
    private final HttpEndpointProvider provider = provider(HttpEndpointProvider.LONGEST_LIFE);
    private final Endpoints endpoints = new Endpoints(List.of(provider), clock);
    private final String url = "http://hooks.test:" + receiver.port() + "/hook";

    @AfterEach
    void nothing_is_left_behind() {
        endpoints.close();
        Awaitility.await().atMost(LONG).until(() -> receiver.openConnections() == 0);
        receiver.close();
        Awaitility.await().atMost(LONG).until(() -> before.containsAll(ourThreads()));
    }

    @Test
    void one_that_hangs_is_timed_out() {
        receiver.then(new Answer.Hang());

        AttemptResult result = attempt(SHORT);

        assertThat(result).isEqualTo(new TimedOut(SHORT));
        assertThat(result.summary()).isEqualTo("no answer within 500 ms");
        assertConnectionIsGoneAndTheNextAttemptWorks();
    }

    @Test
    void one_that_drips_a_byte_a_second_is_timed_out() {
        receiver.then(new Answer.Drip(Answer.text(200, "ok"), Duration.ofSeconds(1)));

        // each byte arrives within any limit on a single read
        assertThat(attempt(Duration.ofSeconds(2))).isEqualTo(new TimedOut(Duration.ofSeconds(2)));
        assertConnectionIsGoneAndTheNextAttemptWorks();
    }

    @Test
    void one_that_does_not_even_accept_connections_is_timed_out() throws IOException {
        try (var full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> filling = fillBacklog(full);
            var result = attempt("http://127.0.0.1:" + full.getLocalPort(), SHORT);
            for (Socket socket : filling) {
                socket.close();
            }
            assertThat(result).isEqualTo(new TimedOut(SHORT));
        }
    }

    @Test
    void one_that_resets_the_connection_is_unreachable() {
        receiver.then(new Answer.Reset());

        assertCause(attempt(LONG), "connection", "hooks.test:" + receiver.port());
        assertThat(receiver.requests()).as("asked once").hasSize(1);
        assertConnectionIsGoneAndTheNextAttemptWorks();
    }

    @Test
    void one_that_closes_the_connection_without_an_answer_is_unreachable() {
        receiver.then(new Answer.Close());

        assertCause(attempt(LONG), "connection closed before an answer came");
        assertThat(receiver.requests()).as("asked once").hasSize(1);
        assertConnectionIsGoneAndTheNextAttemptWorks();
    }

    @Test
    void one_that_answers_garbage_is_unreachable() {
        receiver.then(new Answer.Garbage());

        assertCause(attempt(LONG), "the answer is not HTTP");
        assertConnectionIsGoneAndTheNextAttemptWorks();
    }

    @Test
    void one_that_says_an_answer_among_garbage_is_unreachable() {
        receiver.then(new Answer.Raw("so,\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));

        assertCause(attempt(LONG), "the answer is not HTTP");
        assertConnectionIsGoneAndTheNextAttemptWorks();
    }

    @Test
    void one_whose_header_never_ends_is_unreachable() {
        receiver.then(new Answer.Raw("HTTP/1.1 200 Fine\r\nx: " + "y".repeat(100_000)));

        assertCause(attempt(LONG), "the answer's header is too large");
        assertConnectionIsGoneAndTheNextAttemptWorks();
    }

    @Test
    void one_that_sends_nothing_but_interim_answers_is_timed_out() {
        receiver.then(new Answer.Raw("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(1_000)));

        assertThat(attempt(SHORT)).isEqualTo(new TimedOut(SHORT));
        assertConnectionIsGoneAndTheNextAttemptWorks();
    }

    @Test
    void one_that_accepts_with_an_endless_body_has_accepted() {
        receiver.then(new Answer.Endless(200));

        assertThat(attempt(LONG)).isEqualTo(new Accepted(200));
        assertConnectionIsGoneAndTheNextAttemptWorks();
    }

    @Test
    void one_that_refuses_with_an_endless_body_has_refused() {
        receiver.then(new Answer.Endless(500));

        assertThat(attempt(LONG))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> {
                            assertThat(refused.summary()).isEqualTo("refused with 500");
                            assertThat(refused.excerpt()).startsWith("and so on, ").hasSize(1_024);
                        });
        assertConnectionIsGoneAndTheNextAttemptWorks();
    }

    @Test
    void one_whose_body_never_comes_has_accepted_and_holds_for_a_second_only() {
        receiver.then(new Answer.Raw("HTTP/1.1 202 Fine\r\nContent-Length: 10\r\n\r\nhalf"));

        long start = System.nanoTime();

        assertThat(attempt(LONG)).isEqualTo(new Accepted(202));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG.dividedBy(2));
        assertConnectionIsGoneAndTheNextAttemptWorks();
    }

    @Test
    void one_whose_body_is_broken_off_has_accepted() {
        receiver.then(
                new Answer.Raw(
                        "HTTP/1.1 200 Fine\r\nTransfer-Encoding: chunked\r\n\r\nthis is no chunk"));

        assertThat(attempt(LONG)).isEqualTo(new Accepted(200));
        assertConnectionIsGoneAndTheNextAttemptWorks();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void one_that_redirects_has_refused_and_is_not_followed(int status) {
        receiver.then(Answer.with(status, "Location", receiver.url("/elsewhere")));

        AttemptResult result = attempt(LONG);

        assertThat(result).isInstanceOf(Refused.class);
        assertThat(result.summary())
                .isEqualTo("refused with " + status + ": redirects are not followed");
        assertThat(receiver.requests()).hasSize(1);
        assertThat(attempt(LONG)).isEqualTo(new Accepted(200));
        assertThat(receiver.connections()).as("the connection is used again").isEqualTo(1);
    }

    @Test
    void one_that_moved_is_followed_as_soon_as_its_old_place_is_gone() {
        assertThat(attempt(LONG)).isEqualTo(new Accepted(200));
        try (var moved = RecordingReceiver.startAt("127.0.0.2", receiver.port())) {
            names = _ -> addresses("127.0.0.2");
            assertThat(attempt(LONG)).isEqualTo(new Accepted(200));
            assertThat(receiver.requests()).as("over the connection that is kept").hasSize(2);
            receiver.stop();

            Awaitility.await().atMost(LONG).until(() -> attempt(LONG).accepted());

            assertThat(moved.requests()).hasSize(1);
        }
    }

    @Test
    void one_that_moved_is_followed_when_a_connection_has_had_its_time() {
        try (var shortLived = new Endpoints(List.of(provider(Duration.ZERO)), clock);
                var moved = RecordingReceiver.startAt("127.0.0.2", receiver.port())) {
            var endpoint = shortLived.at(target(url));
            assertThat(endpoint.send(MESSAGE, LONG)).isEqualTo(new Accepted(200));
            names = _ -> addresses("127.0.0.2");

            assertThat(endpoint.send(MESSAGE, LONG)).isEqualTo(new Accepted(200));

            assertThat(moved.requests()).hasSize(1);
            assertThat(receiver.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.7", "169.254.169.254", "::1", "::ffff:192.168.1.1"})
    void one_whose_name_turns_inward_later_is_refused(String inside) {
        var guard = new AddressGuard(List.of(Cidr.parse("127.0.0.1/32")), false);
        var strict =
                new HttpEndpointProvider(
                        guard, text -> names.addresses(text), clock, Duration.ZERO);
        try (var guarded = new Endpoints(List.of(strict), clock)) {
            var endpoint = guarded.at(target(url));
            assertThat(guarded.objection(target(url))).isEmpty();
            assertThat(endpoint.send(MESSAGE, LONG)).isEqualTo(new Accepted(200));
            names = _ -> addresses(inside);

            assertCause(
                    endpoint.send(MESSAGE, LONG), " address, which Carillon does not deliver to");

            assertThat(receiver.requests()).hasSize(1);
            names = _ -> addresses(inside, "127.0.0.1");
            assertThat(endpoint.send(MESSAGE, LONG)).isEqualTo(new Accepted(200));
        }
    }

    @Test
    void one_whose_name_turns_inward_is_never_reached_there_over_a_kept_connection() {
        assertThat(attempt(LONG)).isEqualTo(new Accepted(200));
        names = _ -> addresses("10.0.0.7");
        assertThat(attempt(LONG)).isEqualTo(new Accepted(200));
        assertThat(receiver.connections()).isEqualTo(1);
        receiver.stop();
        receiver.restart();

        Awaitility.await()
                .atMost(LONG)
                .untilAsserted(() -> assertCause(attempt(LONG), "10.0.0.7 is a private address"));
    }

    @Test
    void one_whose_name_takes_for_ever_is_given_up_within_the_limit() {
        var never = new CountDownLatch(1);
        names =
                _ -> {
                    awaitQuietly(never);
                    return addresses("127.0.0.1");
                };
        try {
            assertThat(attempt(SHORT)).isInstanceOfAny(TimedOut.class, Unreachable.class);
        } finally {
            never.countDown();
        }
        assertConnectionIsGoneAndTheNextAttemptWorks();
    }

    private AttemptResult attempt(Duration limit) {
        return attempt(url, limit);
    }

    private AttemptResult attempt(String url, Duration limit) {
        long start = System.nanoTime();
        AttemptResult result = endpoints.at(target(url)).send(MESSAGE, limit);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(limit.plus(LATE));
        return result;
    }

    private void assertConnectionIsGoneAndTheNextAttemptWorks() {
        Awaitility.await().atMost(LONG).until(() -> receiver.openConnections() == 0);
        Awaitility.await()
                .atMost(LONG)
                .until(() ->
                        ourThreads().stream()
                                .filter(thread -> !before.contains(thread))
                                .allMatch(thread -> thread.getName().equals("carillon-deadlines")));
        assertThat(attempt(LONG)).isEqualTo(new Accepted(200));
    }

    private HttpEndpointProvider provider(Duration longestLife) {
        return new HttpEndpointProvider(
                new AddressGuard(List.of(), true),
                text -> names.addresses(text),
                clock,
                longestLife);
    }

    private static Set<Thread> ourThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("carillon-"))
                .collect(Collectors.toSet());
    }

    private static Target target(String url) {
        return new Target(url, Map.of());
    }

    private static InetAddress[] addresses(String... literals) {
        return List.of(literals).stream().map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
    }

    private static void assertCause(AttemptResult result, String... parts) {
        assertThat(result)
                .isInstanceOfSatisfying(
                        Unreachable.class,
                        unreachable -> assertThat(unreachable.cause()).contains(parts));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Connects until the server's queue is full. */
    private static List<Socket> fillBacklog(ServerSocket server) {
        var sockets = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 20; i++) {
                var socket = new Socket();
                sockets.add(socket);
                socket.connect(
                        new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), 200);
            }
        } catch (IOException _) {
            return sockets;
        }
        throw new IllegalStateException("the queue of a listening socket never fills here");
    }
}
