package dev.carillon.listen;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;

import dev.carillon.listen.CheckedTunnel.Policy;
import dev.carillon.listen.CheckedTunnel.Unproven;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

@Timeout(60)
class CheckedTunnelTest {
    private final LocalListener listener = new LocalListener(HttpClient.newBuilder());
    private final RecordingReports reports = new RecordingReports();
    private final ByHand inner = new ByHand();
    private Optional<CheckedTunnel> tunnel = Optional.empty();

    @AfterEach
    void close() {
        tunnel.ifPresent(CheckedTunnel::close);
        listener.close();
    }

    @Test
    void a_url_that_leads_here_is_opened_before_it_is_connected() {
        start(Unproven.OPENED);

        inner.reports().opened(listener.url());
        inner.reports().connected("Registered");

        reports.await("connected");
        assertThat(reports.lines())
                .containsExactly("opened " + listener.url(), "connected Registered");
        assertThat(listener.bodies()).as("a probe is no message").isEmpty();
    }

    @Test
    void a_reconnection_is_passed_on_without_another_url() {
        start(Unproven.OPENED);
        inner.reports().opened(listener.url());
        inner.reports().connected("one");
        reports.await("connected one");

        inner.reports().connected("two");

        reports.await("connected two");
        assertThat(reports.lines()).hasSize(3);
    }

    @Test
    void a_new_process_with_the_same_url_is_only_connected_again() {
        start(Unproven.OPENED);
        inner.reports().started(ProcessHandle.current());
        inner.reports().opened(listener.url());
        inner.reports().connected("one");
        reports.await("connected one");

        inner.reports().started(ProcessHandle.current());
        inner.reports().opened(listener.url());
        inner.reports().connected("two");

        reports.await("connected two");
        assertThat(reports.lines())
                .containsExactly(
                        "started",
                        "opened " + listener.url(),
                        "connected one",
                        "started",
                        "connected two");
    }

    @Test
    void a_url_that_something_else_answers_is_never_opened() throws Exception {
        try (var other = new Other(404)) {
            start(Unproven.OPENED);

            inner.reports().opened(other.url());
            inner.reports().connected("Registered");

            assertThat(reports.await("failed"))
                    .isEqualTo(
                            "failed No public URL leads to this listener yet: "
                                    + other.url()
                                    + " is answered by something else, with status 404; check that"
                                    + " the tunnel or proxy passes POST requests on to this"
                                    + " listener's port");
            tunnel.orElseThrow().close();
            assertThat(reports.lines()).hasSize(1);
        }
    }

    /** A tunnel's edge answers 502 or 530 until the tunnel is ready. */
    @Test
    void a_url_is_opened_when_it_begins_to_lead_here() throws Exception {
        try (var other = new Other(530)) {
            start(Unproven.OPENED);
            inner.reports().opened(other.url());
            inner.reports().connected("Registered");
            reports.await("failed");

            other.passTo(listener);

            reports.await("opened " + other.url());
        }
    }

    /** Another listener answers probes too, with another key. */
    @Test
    void a_url_that_leads_to_another_listener_is_not_opened() {
        try (var another = new LocalListener(HttpClient.newBuilder())) {
            start(Unproven.OPENED);

            inner.reports().opened(another.url());
            inner.reports().connected("Registered");

            assertThat(reports.await("failed"))
                    .contains("answered by something else, with status 200");
        }
    }

    @Test
    void a_url_that_only_this_machine_cannot_reach_is_used_with_a_warning() throws Exception {
        URI nowhere = unused();
        start(Unproven.OPENED);

        inner.reports().opened(nowhere);
        inner.reports().connected("Registered");

        reports.await("opened " + nowhere);
        assertThat(reports.lines())
                .anyMatch(line ->
                        line.contains(
                                nowhere + " does not accept connections; it is used nevertheless"));
    }

    @Test
    void of_the_urls_that_a_program_prints_the_one_that_leads_here_is_opened() throws Exception {
        try (var docs = new Other(200)) {
            start(Unproven.LEFT);

            for (URI url : new URI[] {docs.url(), unused(), listener.url()}) {
                inner.reports().opened(url);
                inner.reports().connected("prog printed " + url);
            }

            reports.await("connected");
            assertThat(reports.lines())
                    .filteredOn(line -> line.startsWith("opened"))
                    .containsExactly("opened " + listener.url());
        }
    }

    @Test
    void urls_that_a_program_prints_in_vain_are_all_named() throws Exception {
        URI nowhere = unused();
        try (var docs = new Other(200)) {
            start(Unproven.LEFT);

            inner.reports().opened(docs.url());
            inner.reports().opened(nowhere);
            inner.reports().connected("printed");

            assertThat(reports.await("failed"))
                    .contains(docs.url() + " is answered by something else")
                    .contains(nowhere + " does not accept connections");
        }
    }

    @Test
    void another_url_of_the_same_program_does_not_replace_one_that_works() throws Exception {
        try (var alias = new Other(200)) {
            alias.passTo(listener);
            start(Unproven.LEFT);
            inner.reports().opened(listener.url());
            inner.reports().connected("printed");
            reports.await("connected");

            inner.reports().opened(alias.url());
            inner.reports().connected("printed again");
            inner.reports().failed("mark");
            reports.await("failed mark");
            tunnel.orElseThrow().close();

            assertThat(reports.lines()).doesNotContain("opened " + alias.url());
        }
    }

    @Test
    void a_probe_under_way_does_not_delay_the_end() throws Exception {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            start(Unproven.OPENED);
            inner.reports().opened(URI.create("http://127.0.0.1:" + silent.getLocalPort()));
            inner.reports().connected("Registered");
            silent.accept();
            long begun = System.nanoTime();

            tunnel.orElseThrow().close();

            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isLessThan(Duration.ofSeconds(3));
            assertThat(reports.lines()).isEmpty();
        }
    }

    @Test
    void a_fixed_url_is_checked_too() {
        tunnel = Optional.of(checked(new FixedAddress(listener.url().toString()), Unproven.OPENED));
        tunnel.get().start(reports);

        reports.await("connected Public URL is fixed");
        assertThat(reports.lines()).startsWith("opened " + listener.url());
    }

    private void start(Unproven unproven) {
        tunnel = Optional.of(checked(inner, unproven));
        tunnel.get().start(reports);
    }

    private CheckedTunnel checked(Tunnel of, Unproven unproven) {
        var policy =
                new Policy(
                        unproven,
                        Duration.ofMillis(20),
                        Duration.ofHours(1),
                        Duration.ofMillis(50),
                        Duration.ofMillis(300));
        return new CheckedTunnel(of, listener.check(), policy);
    }

    private static URI unused() throws IOException {
        try (var socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
    }

    /** A tunnel whose reports the test makes. */
    private static final class ByHand implements Tunnel {
        private Optional<Reports> to = Optional.empty();

        @Override
        public void start(Reports reports) {
            to = Optional.of(reports);
        }

        Reports reports() {
            return to.orElseThrow();
        }

        @Override
        public void close() {}
    }

    /** A web server that answers by itself, until it passes requests on. */
    private static final class Other implements AutoCloseable {
        private final HttpServer server;
        private final AtomicBoolean passes = new AtomicBoolean();
        private Optional<LocalListener> to = Optional.empty();

        Other(int status) throws IOException {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext(
                    "/",
                    exchange -> {
                        String nonce = exchange.getRequestHeaders().getFirst(ReachCheck.HEADER);
                        if (passes.get()) {
                            byte[] body = to.orElseThrow().answerTo(nonce);
                            exchange.sendResponseHeaders(200, body.length);
                            exchange.getResponseBody().write(body);
                        } else {
                            exchange.sendResponseHeaders(status, -1);
                        }
                        exchange.close();
                    });
            server.start();
        }

        void passTo(LocalListener listener) {
            to = Optional.of(listener);
            passes.set(true);
        }

        URI url() {
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
