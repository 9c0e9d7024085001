package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.atomic.AtomicReference;

class HttpServerTest {
    private final EchoFace face = new EchoFace();
    private final HttpServer server =
            HttpServer.start(
                    HttpOptions.of("s3", "--s3-port", "127.0.0.1", 0), face, () -> "0000000A");
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void a_request_reaches_the_face_as_it_was_sent() throws Exception {
        send(
                request("/a%2Fb//c/%25/..?x=1&x=%20&acl")
                        .header("X-Thing", "one")
                        .header("x-thing", "two")
                        .PUT(HttpRequest.BodyPublishers.ofString("hello")));
        var seen = face.last();
        assertThat(seen.method()).isEqualTo("PUT");
        assertThat(seen.rawPath()).isEqualTo("/a%2Fb//c/%25/..");
        assertThat(seen.path()).isEqualTo("/a/b//c/%/..");
        assertThat(seen.rawQuery()).isEqualTo("x=1&x=%20&acl");
        assertThat(seen.query().all("x")).containsExactly("1", " ");
        assertThat(seen.query().has("acl")).isTrue();
        assertThat(seen.headers("x-thing")).containsExactly("one", "two");
        assertThat(seen.contentLength()).hasValue(5);
        assertThat(seen.peer()).isEqualTo(new Request.Peer("127.0.0.1", false));
        assertThat(seen.id()).isEqualTo("0000000A");
    }

    @Test
    void bytes_streams_and_writers_arrive_whole() throws Exception {
        face.answers(_ -> Answer.of(201, "text/plain", "bytes").with("X-A", "1").with("X-A", "2"));
        var answer = send(request("/"));
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.body()).isEqualTo("bytes");
        assertThat(answer.headers().allValues("x-a")).containsExactly("1", "2");
        assertThat(answer.headers().firstValue("content-type")).hasValue("text/plain");
        assertThat(answer.headers().firstValue("server")).isEmpty();

        face.answers(_ -> Answer.of(200, "text/plain", stream("streamed"), 8));
        assertThat(send(request("/")).body()).isEqualTo("streamed");

        face.answers(_ -> Answer.written(200, "text/plain", out -> out.write("w".getBytes(UTF_8))));
        assertThat(send(request("/")).body()).isEqualTo("w");
    }

    @Test
    void head_has_the_length_but_no_body_and_the_stream_is_closed() throws Exception {
        var stream = new ClosingStream();
        face.answers(_ -> Answer.of(200, "text/plain", stream, 1_000));
        var answer = send(request("/").HEAD());
        assertThat(answer.headers().firstValue("content-length")).hasValue("1000");
        assertThat(answer.body()).isEmpty();
        // The client has the answer a moment before the server has closed the stream.
        await().until(() -> stream.closed);
    }

    @Test
    void answers_without_body_have_length_0_or_none() throws Exception {
        face.answers(_ -> Answer.of(200));
        assertThat(send(request("/")).headers().firstValue("content-length")).hasValue("0");
        face.answers(_ -> Answer.of(204));
        assertThat(send(request("/")).headers().firstValue("content-length")).isEmpty();
    }

    @Test
    void a_stream_that_ends_too_early_cuts_the_connection() {
        face.answers(_ -> Answer.of(200, "text/plain", stream("short"), 100_000));
        assertThatThrownBy(() -> send(request("/"))).isInstanceOf(IOException.class);
    }

    @Test
    void what_a_face_throws_is_answered_in_its_dialect_and_the_server_lives() throws Exception {
        face.answers(_ -> {
            throw new AssertionError("bug");
        });
        var answer = send(request("/"));
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("echo says: We encountered an internal error");
        face.answers(_ -> Answer.of(200));
        assertThat(send(request("/")).statusCode()).isEqualTo(200);
    }

    @Test
    void a_body_larger_than_its_reader_allows_is_413() throws Exception {
        face.answers(found -> Answer.of(200, "text/plain", found.bytes(4)));
        var small = request("/").POST(HttpRequest.BodyPublishers.ofString("1234"));
        assertThat(send(small).body()).isEqualTo("1234");
        var large = request("/").POST(HttpRequest.BodyPublishers.ofString("12345"));
        assertThat(send(large).statusCode()).isEqualTo(413);
        var unknownLength =
                request("/").POST(HttpRequest.BodyPublishers.ofInputStream(() -> stream("12345")));
        assertThat(send(unknownLength).statusCode()).isEqualTo(413);
    }

    @Test
    void a_port_that_is_taken_is_named_with_its_option() {
        var options = HttpOptions.of("s3", "--s3-port", "127.0.0.1", server.port());
        assertThatThrownBy(() -> HttpServer.start(options, face, () -> "1").close())
                .isInstanceOf(PortTakenException.class)
                .hasMessageContaining("port " + server.port())
                .hasMessageContaining("--s3-port");
    }

    @Test
    void an_address_of_another_machine_is_named_as_such() {
        var options = HttpOptions.of("s3", "--s3-port", "192.0.2.1", 0);
        assertThatThrownBy(() -> HttpServer.start(options, face, () -> "1").close())
                .isInstanceOf(PortTakenException.class)
                .hasMessageContaining("192.0.2.1")
                .hasMessageContaining("no address of this machine")
                .hasMessageContaining("--host");
    }

    private HttpRequest.Builder request(String target) {
        return HttpRequest.newBuilder(URI.create(server.url() + target));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    private static final class ClosingStream extends ByteArrayInputStream {
        private volatile boolean closed;

        ClosingStream() {
            super(new byte[0]);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** Answers as the test says, and stores the last request. */
    static final class EchoFace implements Face {
        private final AtomicReference<Request> last = new AtomicReference<>();
        private volatile Answering answering = _ -> Answer.of(200);

        @FunctionalInterface
        interface Answering {
            Answer answer(Request request) throws Exception;
        }

        void answers(Answering how) {
            answering = how;
        }

        Request last() {
            return last.get();
        }

        @Override
        public Answer answer(Request request) throws Exception {
            last.set(request);
            return answering.answer(request);
        }

        @Override
        public Answer failure(Request request, Failure failure) {
            return Answer.of(failure.status(), "text/plain", "echo says: " + failure.message());
        }
    }
}
