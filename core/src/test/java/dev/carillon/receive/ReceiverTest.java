package dev.carillon.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.http.PortTakenException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

class ReceiverTest {
    private static final String RECORD =
            "{\"Records\":[{\"eventTime\":\"2026\",\"eventName\":\"ObjectCreated:Put\",\n"
                + "\"s3\":{\"bucket\":{\"name\":\"b\"},\"object\":{\"key\":\"k\\u001b\",\"size\":5}}}]}";

    private final StringWriter out = new StringWriter();
    private final Receiver receiver = receiver(Receiver.Style.EVENTS, out);
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        client.close();
        receiver.close();
    }

    @Test
    void answers_200_and_shows_a_line_for_each_event() throws Exception {
        int port = receiver.start();

        var answer = post(port, "/any/path?x=y", RECORD);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(out.toString())
                .isEqualTo(
                        "2026                         ObjectCreated:Put                    "
                                + " b/k\\u001b  5 B"
                                + System.lineSeparator());
    }

    @Test
    void shows_the_whole_body_on_a_line_when_asked_to() throws Exception {
        try (var whole = receiver(Receiver.Style.BODIES, out)) {
            post(whole.start(), "/", RECORD);

            assertThat(out.toString())
                    .isEqualTo(RECORD.replace('\n', ' ') + System.lineSeparator());
        }
    }

    @Test
    void a_body_over_a_mebibyte_is_refused_and_not_shown() throws Exception {
        int port = receiver.start();

        assertThat(post(port, "/", "x".repeat((1 << 20) + 1)).statusCode()).isEqualTo(413);
        assertThat(out.toString()).isEmpty();
        assertThat(post(port, "/", "x".repeat(1 << 20)).statusCode()).isEqualTo(200);
    }

    @Test
    void a_get_says_what_this_is() throws Exception {
        int port = receiver.start();
        var request = HttpRequest.newBuilder(uri(port, "/")).build();

        var answer = client.send(request, BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("carillon receive", "POST");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void a_delete_is_not_an_event() throws Exception {
        int port = receiver.start();
        var request = HttpRequest.newBuilder(uri(port, "/")).DELETE().build();

        assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void what_cannot_be_shown_is_not_accepted() throws Exception {
        try (var broken = receiver(Receiver.Style.EVENTS, new FullDisk())) {
            assertThat(post(broken.start(), "/", RECORD).statusCode()).isEqualTo(500);
        }
    }

    @Test
    void the_lines_of_many_requests_do_not_mix() throws Exception {
        int port = receiver.start();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var posts =
                    Stream.of("\"a\"", "\"b\"", "\"c\"", "\"d\"")
                            .<Callable<Integer>>map(text ->
                                    () ->
                                            post(
                                                            port,
                                                            "/",
                                                            "{\"Records\":[%1$s,%1$s,%1$s]}"
                                                                    .formatted(text))
                                                    .statusCode())
                            .toList();
            threads.invokeAll(posts);
        }
        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(12);
        for (int i = 0; i < 12; i += 3) {
            assertThat(lines.subList(i, i + 3)).containsOnly(lines.get(i));
        }
    }

    @Test
    void says_which_port_is_taken() {
        int port = receiver.start();
        try (var second =
                new Receiver(
                        Receiver.Options.of("127.0.0.1", port, Receiver.Style.EVENTS),
                        InstantSource.system(),
                        new StringBuilder())) {
            assertThatThrownBy(second::start)
                    .isInstanceOf(PortTakenException.class)
                    .hasMessageContaining("--port");
        }
    }

    @Test
    void starts_once_and_may_be_closed_twice() {
        receiver.start();

        assertThatThrownBy(receiver::start).isInstanceOf(IllegalStateException.class);
        receiver.close();
        receiver.close();
    }

    private static Receiver receiver(Receiver.Style style, Appendable out) {
        return new Receiver(
                Receiver.Options.of("127.0.0.1", 0, style), InstantSource.system(), out);
    }

    private HttpResponse<String> post(int port, String path, String body)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(uri(port, path)).POST(BodyPublishers.ofString(body)).build();
        return client.send(request, BodyHandlers.ofString());
    }

    private static URI uri(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private static final class FullDisk implements Appendable {
        @Override
        public Appendable append(CharSequence text) throws IOException {
            throw new IOException("no space left on device");
        }

        @Override
        public Appendable append(CharSequence text, int start, int end) throws IOException {
            throw new IOException("no space left on device");
        }

        @Override
        public Appendable append(char character) throws IOException {
            throw new IOException("no space left on device");
        }
    }
}
