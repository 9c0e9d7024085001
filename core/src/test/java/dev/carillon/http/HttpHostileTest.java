package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.signature.Payload;
import dev.carillon.signature.Upload;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.time.Duration;

/** Malformed and hostile input from clients. */
class HttpHostileTest {
    private final HttpServerTest.EchoFace face = new HttpServerTest.EchoFace();
    private final HttpServer server =
            HttpServer.start(
                    HttpOptions.of("s3", "--s3-port", "127.0.0.1", 0)
                            .with(
                                    Load.defaults()
                                            .with(
                                                    new Limits(
                                                            8_192,
                                                            Duration.ofMillis(400),
                                                            Duration.ofMillis(1_500),
                                                            1_000,
                                                            Duration.ofMillis(300),
                                                            Duration.ofSeconds(2)))),
                    face,
                    () -> "1");

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\nTransfer-Encoding: chunked\n",
                "Transfer-Encoding: chunked\nContent-Length: 5\n",
                "Content-Length: 5\nContent-Length: 6\n",
                "Content-Length: 5\nContent-Length: 5\n",
                "Content-Length: 5, 6\n",
                "Content-Length: +5\n",
                "Content-Length: -5\n",
                "Content-Length: 0x5\n",
                "Content-Length: 99999999999999999999\n",
                "Transfer-Encoding: chunked, identity\n",
                "Transfer-Encoding: xchunked\n",
                "Transfer-Encoding : chunked\n",
                "Transfer-Encoding:\n chunked\n",
                "X: a\n folded\n",
                "Bad Name: x\n",
                "No-Colon\n",
                "X-Control: a\001b\n",
                "X-Null: a\000b\n",
            })
    void a_request_that_two_servers_could_read_differently_is_refused(String headers)
            throws IOException {
        try (var client = new RawClient(server.port())) {
            client.send(
                    "POST /x HTTP/1.1\nHost: h\n" + headers + "\n0\n\nGET /smuggled HTTP/1.1\n");
            client.send("Host: h\n\n").finish();
            assertThat(client.readToEnd())
                    .startsWith("HTTP/1.1 400 ")
                    .contains("echo says: Could not parse the request")
                    .doesNotContain("HTTP/1.1 200")
                    .doesNotContainIgnoringCase("jetty");
        }
        assertThat(face.last()).isNull();
    }

    @Test
    void a_request_without_host_is_refused() throws IOException {
        assertThat(exchange("GET / HTTP/1.1\n\n")).startsWith("HTTP/1.1 400 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /",
                "GET / HTTP/0.9",
                "GET / HTTP/1.2",
                "GET / HTTP/2.0",
                "GET / HTTP/3.0",
                "GET / HTTP/9.9",
                "GET / HTCPCP/1.0",
                "GET  HTTP/1.1",
                "GET ",
            })
    void a_request_line_of_another_protocol_or_without_uri_is_the_clients_error(String line)
            throws IOException {
        assertThat(exchange(line + "\nHost: h\n\n")).containsPattern("^HTTP/1.1 (400|426|505) ");
    }

    @Test
    void headers_above_the_limit_are_431() throws IOException {
        assertThat(exchange("GET / HTTP/1.1\nHost: h\nX: " + "x".repeat(9_000) + "\n\n"))
                .startsWith("HTTP/1.1 431 ");
        assertThat(exchange("GET /" + "x".repeat(9_000) + " HTTP/1.1\nHost: h\n\n"))
                .startsWith("HTTP/1.1 414 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a%zz", "/a%2", "/a%", "/%ff", "/a?x=%zz", "/a?x=%ff"})
    void a_malformed_escape_is_400_in_the_faces_dialect(String target) throws IOException {
        assertThat(exchange("GET " + target + " HTTP/1.1\nHost: h\nConnection: close\n\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("echo says: Could not parse the request");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/b/a%2Fb",
                "/b//c",
                "//b",
                "/b/%25",
                "/b/../c",
                "/b/./c",
                "/b/%2e%2e/c",
                "/b/a;p=1/c",
                "/b/%2B+%20",
                "/b/%C3%A9",
                "/b/a%0Ab",
                "/b/a\\b",
                "/b/~!*'()$&,:@=",
                "/b/%E2%98%83?q=%2F+%2B&q&a=b=c;d",
            })
    void a_path_reaches_the_face_byte_for_byte(String target) throws IOException {
        assertThat(exchange("GET " + target + " HTTP/1.1\nHost: h\nConnection: close\n\n"))
                .startsWith("HTTP/1.1 200 ");
        var seen = face.last();
        assertThat(seen.rawPath() + (seen.rawQuery().isEmpty() ? "" : "?" + seen.rawQuery()))
                .isEqualTo(target);
    }

    @Test
    void a_header_value_may_be_utf_8_both_ways() throws IOException {
        face.answers(request ->
                Answer.of(200).with("x-amz-meta-a", request.header("x-amz-meta-a").get()));
        try (var client = new RawClient(server.port())) {
            client.sendRaw(
                    "GET / HTTP/1.1\r\nHost: h\r\nx-amz-meta-a: été\r\n\r\n".getBytes(UTF_8));
            var head = new String(client.readHead().getBytes(ISO_8859_1), UTF_8);
            assertThat(head).startsWith("HTTP/1.1 200 ").contains("x-amz-meta-a: été\r\n");
        }
        assertThat(face.last().header("x-amz-meta-a")).hasValue("été");
    }

    @Test
    void stalled_headers_end_the_connection() throws IOException {
        try (var client = new RawClient(server.port())) {
            client.send("GET / HTTP/1.1\nHost: h\nX: unfini");
            assertThat(client.readToEnd()).doesNotContain("200 OK");
        }
    }

    @Test
    void headers_that_trickle_in_end_the_connection() throws IOException {
        try (var client = new RawClient(server.port())) {
            client.send("GET / HTTP/1.1\nHost: h\nX: ");
            assertThat(client.endsWhileTrickling('x', 250)).isTrue();
        }
    }

    @Test
    void headers_of_a_second_request_have_to_come_in_time_too() throws IOException {
        try (var client = new RawClient(server.port())) {
            client.send("GET / HTTP/1.1\nHost: h\n\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
            client.send("GET / HTTP/1.1\nHost: h\nX: ");
            assertThat(client.endsWhileTrickling('x', 250)).isTrue();
        }
    }

    @Test
    void a_connection_that_says_nothing_is_closed() throws IOException {
        try (var client = new RawClient(server.port())) {
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void a_body_that_trickles_in_is_ended() throws IOException {
        face.answers(request -> Answer.of(200, "text/plain", "" + request.bytes(1_000_000).length));
        try (var client = new RawClient(server.port())) {
            client.send("PUT / HTTP/1.1\nHost: h\nContent-Length: 100000\n\n");
            assertThat(client.endsWhileTrickling('x', 250)).isTrue();
        }
    }

    @Test
    void a_body_that_stands_still_is_answered_408() throws IOException {
        face.answers(request -> Answer.of(200, "text/plain", "" + request.bytes(1_000_000).length));
        try (var client = new RawClient(server.port())) {
            client.send("PUT / HTTP/1.1\nHost: h\nContent-Length: 100000\n\nabc");
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 408 ");
        }
    }

    @Test
    void an_upload_that_stands_still_is_answered_408_too() throws IOException {
        face.answers(request -> {
            var upload = Upload.open(request, Payload.ofUnsigned(request), request.body());
            return Answer.of(200, "text/plain", "" + upload.readAllBytes().length);
        });
        try (var client = new RawClient(server.port())) {
            client.send("PUT / HTTP/1.1\nHost: h\nContent-Length: 100000\n\nabc");
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 408 ");
        }
    }

    @Test
    void a_body_that_is_cut_off_is_incomplete() throws IOException {
        face.answers(request -> Answer.of(200, "text/plain", "" + request.bytes(1_000_000).length));
        assertThat(exchange("PUT / HTTP/1.1\nHost: h\nContent-Length: 100\n\nabc"))
                .startsWith("HTTP/1.1 400 ")
                .contains("The body ended before its announced length");
        assertThat(exchange("PUT / HTTP/1.1\nHost: h\nTransfer-Encoding: chunked\n\n5\nabc"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(exchange("PUT / HTTP/1.1\nHost: h\nTransfer-Encoding: chunked\n\nzz\nabc\n"))
                .startsWith("HTTP/1.1 400 ");
    }

    @Test
    void a_reader_that_takes_nothing_is_cut_off() throws IOException {
        var endless = new EndlessStream();
        face.answers(_ -> Answer.of(200, "text/plain", endless, Long.MAX_VALUE));
        try (var client = new RawClient(server.port())) {
            client.send("GET / HTTP/1.1\nHost: h\n\n").readHead();
            await().untilTrue(endless.closed);
        }
    }

    @Test
    void continue_is_said_once_the_body_is_read() throws IOException {
        face.answers(request -> Answer.of(200, "text/plain", request.bytes(100)));
        try (var client = new RawClient(server.port())) {
            client.send("PUT / HTTP/1.1\nHost: h\nContent-Length: 2\nExpect: 100-continue\n\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 100 ");
            client.send("ab");
            assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void a_refusal_before_continue_closes_cleanly() throws IOException {
        face.answers(_ -> Answer.of(403, "text/plain", "no"));
        try (var client = new RawClient(server.port())) {
            client.send("PUT / HTTP/1.1\nHost: h\nContent-Length: 9999999\n")
                    .send("Expect: 100-continue\n\n");
            assertThat(client.readToEnd())
                    .startsWith("HTTP/1.1 403 ")
                    .contains("Connection: close")
                    .endsWith("no");
        }
    }

    @Test
    void who_sends_on_though_refused_gets_to_read_the_refusal() throws IOException {
        face.answers(_ -> Answer.of(403, "text/plain", "no"));
        try (var client = new RawClient(server.port())) {
            client.send("PUT / HTTP/1.1\nHost: h\nContent-Length: 8000000\n\n")
                    .sendRaw(new byte[8_000_000]);
            assertThat(client.readHead()).startsWith("HTTP/1.1 403 ");
        }
    }

    @Test
    void pipelined_requests_are_answered_in_order() throws IOException {
        face.answers(request -> Answer.of(200, "text/plain", request.rawPath()));
        var answer =
                exchange(
                        "PUT /1 HTTP/1.1\nHost: h\nContent-Length: 3\n\nabc"
                                + "GET /2 HTTP/1.1\nHost: h\nConnection: close\n\n");
        assertThat(answer.indexOf("/1")).isPositive().isLessThan(answer.indexOf("/2"));
    }

    private String exchange(String request) throws IOException {
        try (var client = new RawClient(server.port())) {
            return client.send(request).finish().readToEnd();
        }
    }
}
