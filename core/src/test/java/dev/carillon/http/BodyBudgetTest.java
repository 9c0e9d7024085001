package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

class BodyBudgetTest {
    private static final int LIMIT = 100_000;

    private final BodyBudget budget = BodyBudget.of(400_000);

    @Test
    void a_body_is_read_whole_whatever_was_announced() throws IOException {
        for (int length : new int[] {0, 1, 8_191, 8_192, 8_193, LIMIT}) {
            for (long announced : new long[] {0, length, LIMIT}) {
                try (var lease = BodyBudget.of(1 << 20).lease()) {
                    assertThat(lease.read(stream(length), announced, LIMIT)).hasSize(length);
                }
            }
        }
    }

    @Test
    void more_than_the_limit_is_too_large() {
        try (var lease = BodyBudget.of(1 << 20).lease()) {
            assertThatThrownBy(() -> lease.read(stream(LIMIT + 1), LIMIT, LIMIT))
                    .isInstanceOfSatisfying(
                            BodyException.class,
                            thrown ->
                                    assertThat(thrown.reason())
                                            .isEqualTo(BodyException.Reason.TOO_LARGE));
        }
    }

    @Test
    void what_is_held_is_taken_until_the_lease_is_closed() throws IOException {
        var first = budget.lease();
        first.read(stream(60_000), 60_000, LIMIT);
        assertThat(budget.taken()).isEqualTo(4 * 60_001);
        try (var second = budget.lease()) {
            assertThatThrownBy(() -> second.read(stream(60_000), 60_000, LIMIT))
                    .isInstanceOf(BusyException.class);
        }
        assertThat(budget.refused()).isEqualTo(1);
        assertThat(budget.taken()).isEqualTo(4 * 60_001);
        first.close();
        assertThat(budget.taken()).isZero();
        try (var third = budget.lease()) {
            assertThat(third.read(stream(60_000), 60_000, LIMIT)).hasSize(60_000);
        }
    }

    @Test
    void what_is_announced_and_does_not_come_takes_little() throws IOException {
        try (var lease = budget.lease()) {
            lease.read(stream(10), LIMIT, LIMIT);
            assertThat(budget.taken()).isLessThan(40_000);
        }
    }

    @Test
    void above_the_budget_a_request_is_answered_503_with_the_time_of_a_retry() throws Exception {
        var small = BodyBudget.of(50_000);
        var face = new HttpServerTest.EchoFace();
        face.answers(request -> Answer.of(200, "text/plain", "" + request.bytes(LIMIT).length));
        var options =
                HttpOptions.of("s3", "--s3-port", "127.0.0.1", 0).with(Load.defaults().with(small));
        try (var server = HttpServer.start(options, face, () -> "1")) {
            assertThat(put(server, 20_000))
                    .startsWith("HTTP/1.1 503 ")
                    .contains("Retry-After: 1")
                    .contains("Try again in a second");
            assertThat(put(server, 5_000)).startsWith("HTTP/1.1 200 ").endsWith("5000");
            await().until(() -> small.taken() == 0);
            assertThat(small.refused()).isEqualTo(1);
        }
    }

    private static String put(HttpServer server, int length) throws IOException {
        try (var client = new RawClient(server.port())) {
            return client.send("PUT / HTTP/1.1\nHost: h\nContent-Length: " + length + "\n\n")
                    .sendRaw(new byte[length])
                    .readHeadAndBody();
        }
    }

    private static InputStream stream(int length) {
        return new ByteArrayInputStream(new byte[length]);
    }
}
