package dev.carillon.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.endpoint.Diagnosis.Step;
import dev.carillon.format.Message;
import dev.carillon.rule.Target;
import dev.carillon.testkit.Answer;
import dev.carillon.testkit.Received;
import dev.carillon.testkit.RecordingReceiver;
import dev.carillon.testkit.SettableClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Tokens of OAuth2's client credentials. */
class HttpTokenTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Message MESSAGE =
            new Message("application/json", Map.of(), new byte[] {'{', '}'});

    private final SettableClock clock = SettableClock.atNewYear();
    private final RecordingReceiver receiver = RecordingReceiver.start();
    private final RecordingReceiver tokens = RecordingReceiver.start();
    private final AtomicInteger number = new AtomicInteger();
    private final Endpoints endpoints = endpoints(new AddressGuard(List.of(), true));

    @AfterEach
    void stop() {
        endpoints.close();
        receiver.close();
        tokens.close();
    }

    @Test
    void a_token_is_asked_for_once_and_sent_with_every_request() {
        tokens.otherwise(_ -> token("3600"));

        for (int i = 0; i < 3; i++) {
            assertThat(send(options()).accepted()).isTrue();
        }

        Received asked = tokens.requests().getFirst();
        assertThat(tokens.requests()).hasSize(1);
        assertThat(asked.method()).isEqualTo("POST");
        assertThat(asked.path()).isEqualTo("/token?a=b");
        assertThat(asked.text()).isEqualTo("grant_type=client_credentials&scope=one+two%2F3");
        assertThat(asked.header("content-type").orElseThrow())
                .startsWith("application/x-www-form-urlencoded");
        assertThat(asked.header("authorization"))
                .contains("Basic " + base64("the+client%3A1:s%26cret+%C3%A9"));
        assertThat(sent()).containsExactly("Bearer t1", "Bearer t1", "Bearer t1");
    }

    @Test
    void targets_share_a_token_if_everything_about_it_is_the_same() {
        tokens.otherwise(_ -> token("3600"));

        endpoints.at(new Target(receiver.url("/one"), options())).send(MESSAGE, LONG);
        endpoints.at(new Target(receiver.url("/two"), options())).send(MESSAGE, LONG);
        for (String other : List.of("oauth-client-id", "oauth-client-secret", "oauth-scope")) {
            send(with(other, "other"));
        }
        send(with("verify-ssl", "false"));

        assertThat(sent())
                .containsExactly(
                        "Bearer t1",
                        "Bearer t1",
                        "Bearer t2",
                        "Bearer t3",
                        "Bearer t4",
                        "Bearer t5");
    }

    @Test
    void many_attempts_wait_for_one_request() throws Exception {
        var gate = new CountDownLatch(1);
        tokens.otherwise(_ -> new Answer.Held(gate, token("3600")));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = new ArrayList<Future<AttemptResult>>();
            for (int i = 0; i < 100; i++) {
                results.add(threads.submit(() -> send(options())));
            }
            tokens.await(1, LONG);
            gate.countDown();

            for (var result : results) {
                assertThat(result.get().accepted()).isTrue();
            }
        }
        assertThat(tokens.requests()).hasSize(1);
        assertThat(receiver.requests()).hasSize(100);
    }

    @Test
    void a_token_is_renewed_before_its_end_while_it_is_still_used() throws Exception {
        tokens.otherwise(_ -> token("3600"));
        send(options());

        clock.advance(Duration.ofMinutes(59).plusSeconds(1));
        send(options());
        tokens.await(2, LONG);

        await().atMost(LONG)
                .untilAsserted(() -> {
                    send(options());
                    assertThat(sent().getLast()).isEqualTo("Bearer t2");
                });
        assertThat(sent().get(1)).isEqualTo("Bearer t1");
        assertThat(tokens.requests()).hasSize(2);
    }

    @Test
    void a_renewal_that_fails_is_tried_again_and_the_old_token_stays_in_use() throws Exception {
        tokens.then(token("3600"), Answer.status(503));
        tokens.otherwise(_ -> token("3600"));
        send(options());

        clock.advance(Duration.ofMinutes(59).plusSeconds(1));
        assertThat(send(options()).accepted()).isTrue();
        tokens.await(2, LONG);
        await().atMost(LONG)
                .untilAsserted(() -> {
                    clock.advance(Duration.ofSeconds(1));
                    assertThat(send(options()).accepted()).isTrue();
                    assertThat(sent().getLast()).isEqualTo("Bearer t2");
                });
    }

    @Test
    void an_expired_token_is_not_sent() {
        tokens.otherwise(_ -> token("3600"));
        send(options());

        clock.advance(Duration.ofHours(1));
        send(options());

        assertThat(sent()).containsExactly("Bearer t1", "Bearer t2");
    }

    @Test
    void a_401_drops_the_token_once() {
        tokens.otherwise(_ -> token("3600"));
        receiver.then(Answer.status(401));

        assertThat(send(options()).accepted()).as("within the same attempt").isTrue();
        receiver.otherwise(Answer.status(401));
        assertThat(send(options()).summary()).isEqualTo("refused with 401");
        send(options());
        assertThat(sent()).containsExactly("Bearer t1", "Bearer t2", "Bearer t2", "Bearer t2");

        clock.advance(Duration.ofSeconds(31));
        assertThat(send(options()).summary()).isEqualTo("refused with 401");
        send(options());
        assertThat(sent().subList(4, sent().size()))
                .containsExactly("Bearer t2", "Bearer t3", "Bearer t3");
    }

    @Test
    void after_a_failure_the_token_endpoint_has_a_pause_that_grows() {
        tokens.otherwise(Answer.status(503));
        for (int pause : List.of(1, 2, 4, 8, 16, 32, 60, 60)) {
            int before = tokens.requests().size();
            assertCause(send(options()), "it answers 503");
            clock.advance(Duration.ofSeconds(pause).minusMillis(1));
            assertCause(send(options()), "it answers 503");
            assertThat(tokens.requests()).as("pause of %d s", pause).hasSize(before + 1);
            clock.advance(Duration.ofMillis(1));
        }
        tokens.otherwise(_ -> token("3600"));
        assertThat(send(options()).accepted()).isTrue();

        clock.advance(Duration.ofHours(1));
        tokens.otherwise(Answer.status(503));
        send(options());
        clock.advance(Duration.ofSeconds(1));
        tokens.otherwise(_ -> token("3600"));
        assertThat(send(options()).accepted()).as("the pause is a short one again").isTrue();
    }

    @Test
    void a_life_with_a_fraction_is_its_floor_and_a_huge_one_a_day() {
        tokens.then(token("1.9"), token("99999999999999999999999"));
        send(options());
        clock.advance(Duration.ofSeconds(1));
        send(options());
        clock.advance(Duration.ofHours(23));
        send(options());
        tokens.otherwise(_ -> token("3600"));
        clock.advance(Duration.ofHours(1));
        send(options());

        assertThat(sent()).containsExactly("Bearer t1", "Bearer t2", "Bearer t2", "Bearer t3");
    }

    @Test
    void a_number_written_as_text_and_no_number_at_all_are_understood() {
        tokens.then(token("\"3600\""), json(200, "{\"access_token\":\"none\"}"));
        assertThat(send(options()).accepted()).isTrue();
        clock.advance(Duration.ofHours(1));
        assertThat(send(options()).accepted()).isTrue();

        clock.advance(TokenAnswer.LIFE_UNLESS_SAID);
        tokens.otherwise(_ -> token("3600"));
        send(options());

        assertThat(sent()).containsExactly("Bearer t1", "Bearer none", "Bearer t2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "\"soon\"", "0.9", "true", "[]", "-99999999999999999999"})
    void a_life_that_is_no_number_above_0_is_said(String life) {
        tokens.otherwise(_ -> token(life));

        assertCause(send(options()), "expires_in is " + life.replace("\"", ""));
        assertThat(receiver.requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "200 | <html>login</html>             | it answers 200 with text/plain;"
                        + " charset=utf-8 and not with a JSON object",
                "200 | []                             | not with a JSON object",
                "200 | {\"a\":1}                      | its answer has no access_token",
                "200 | {\"access_token\":\"a b\"}     | visible ASCII",
                "200 | {\"access_token\":\"a\",\"token_type\":\"mac\"} | its token_type is mac",
                "302 | -                              | it answers 302: redirects are not followed",
                "400 | {\"error\":\"invalid_scope\",\"error_description\":\"no such scope\"} | it"
                        + " answers 400: invalid_scope (no such scope)",
                "401 | {\"error\":\"invalid_client\"} | it answers 401: invalid_client",
                "500 | oops                           | it answers 500",
                "204 |                                | it answers 204",
            })
    void what_the_token_endpoint_does_wrong_is_said(int status, String body, String words) {
        tokens.otherwise(Answer.text(status, body == null ? "" : body));

        assertCause(
                send(options()),
                "no token from the token endpoint 127.0.0.1:" + tokens.port(),
                words);
        assertThat(receiver.requests()).isEmpty();
    }

    @Test
    void a_huge_answer_is_cut_off() {
        tokens.otherwise(new Answer.Endless(200));

        assertCause(send(options()), "it answers 200 with more than 64 KiB");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hang", "drip", "close", "reset", "garbage", "closed port"})
    void no_trouble_of_the_token_endpoint_outlasts_the_attempt(String trouble) {
        tokens.otherwise(trouble(trouble));
        if (trouble.equals("closed port")) {
            tokens.stop();
        }
        long start = System.nanoTime();

        assertCause(
                endpoints
                        .at(new Target(receiver.url("/"), options()))
                        .send(MESSAGE, Duration.ofMillis(500)),
                "no token from the token endpoint");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
    }

    private static Answer trouble(String word) {
        return switch (word) {
            case "hang" -> new Answer.Hang();
            case "drip" -> new Answer.Drip(Answer.text(200, "{}"), Duration.ofMillis(200));
            case "close" -> new Answer.Close();
            case "reset" -> new Answer.Reset();
            default -> new Answer.Garbage();
        };
    }

    @Test
    void no_secret_and_no_token_is_in_any_text() {
        tokens.otherwise(received ->
                json(
                        400,
                        "{\"error\":\"no %s s&cret é\"}"
                                .formatted(received.header("authorization").orElseThrow())));
        var endpoint = endpoints.at(new Target(receiver.url("/"), options()));

        String said = endpoint.send(MESSAGE, LONG) + " " + endpoint.diagnose(MESSAGE, LONG);

        assertThat(said).contains("it answers 400: no Basic ***").doesNotContain("s&cret");
        assertThat(said).doesNotContain(base64("the+client%3A1:s%26cret+%C3%A9"));

        clock.advance(Duration.ofSeconds(2));
        tokens.otherwise(_ -> token("3600"));
        receiver.otherwise(received -> Answer.text(500, received.headers().toString()));
        assertThat(endpoint.send(MESSAGE, LONG) + " " + endpoint.diagnose(MESSAGE, LONG))
                .doesNotContain("t1", "t2");
    }

    @Test
    void the_diagnosis_has_a_step_for_the_token_and_asks_for_a_new_one() {
        tokens.otherwise(_ -> token("3600"));
        send(options());

        Diagnosis diagnosis =
                endpoints.at(new Target(receiver.url("/"), options())).diagnose(MESSAGE, LONG);

        assertThat(diagnosis.steps())
                .extracting(Step::name)
                .containsExactly("token", "dns", "guard", "connect", "answer");
        assertThat(diagnosis.steps().getFirst().detail())
                .isEqualTo(
                        "token of the client the client:1 from 127.0.0.1:%d, valid for 3600 s"
                                .formatted(tokens.port()));
        assertThat(sent()).containsExactly("Bearer t1", "Bearer t2");
    }

    @Test
    void a_failed_token_step_says_what_to_do() {
        tokens.otherwise(Answer.status(401));

        Diagnosis diagnosis =
                endpoints.at(new Target(receiver.url("/"), options())).diagnose(MESSAGE, LONG);

        assertThat(diagnosis.failed().orElseThrow().name()).isEqualTo("token");
        assertThat(diagnosis.steps()).hasSize(1);
        assertThat(diagnosis.advice()).contains("oauth-client-secret");
    }

    @ParameterizedTest
    @CsvSource({
        "https://user:secret@auth.example/t, write user and password as oauth-client-id",
        "http://auth.example/t, must begin with https://",
        "ftp://auth.example/t, must begin with http:// or https://",
        "https://10.1.2.3/t, --allow-targets",
        "https://169.254.169.254/t, --allow-targets",
    })
    void a_token_url_that_cannot_be_used_is_refused_when_it_is_configured(
            String url, String words) {
        assertThat(endpoints.objection(new Target(receiver.url("/"), with("oauth-token-url", url))))
                .hasValueSatisfying(
                        found -> assertThat(found).startsWith("oauth-token-url").contains(words));
    }

    @Test
    void secrets_in_cleartext_may_go_anywhere_if_the_operator_says_so() {
        var target =
                new Target(receiver.url("/"), with("oauth-token-url", "http://auth.example/t"));
        try (var open =
                new HttpEndpointProvider(
                        new EndpointEnvironment(new AddressGuard(List.of(), true), clock, true))) {
            assertThat(open.objection(target)).isEmpty();
        }
    }

    @Test
    void the_name_of_a_token_endpoint_passes_the_guard_when_connecting() {
        assertCause(
                send(with("oauth-token-url", "https://inside.test/token")),
                "10.1.2.3 is",
                "--allow-targets");
    }

    @Test
    void half_set_credentials_send_nothing_without_a_token() {
        Map<String, String> half = new HashMap<>(options());
        half.remove("oauth-client-secret");

        assertCause(send(half), "authorization is incomplete: set oauth-client-secret");
        assertThat(receiver.requests()).isEmpty();
    }

    private AttemptResult send(Map<String, String> options) {
        return endpoints.at(new Target(receiver.url("/"), options)).send(MESSAGE, LONG);
    }

    private Map<String, String> options() {
        return Map.of(
                "oauth-token-url", tokens.url("/token?a=b"),
                "oauth-client-id", "the client:1",
                "oauth-client-secret", "s&cret é",
                "oauth-scope", "one two/3");
    }

    private Map<String, String> with(String name, String value) {
        var more = new HashMap<>(options());
        more.put(name, value);
        return more;
    }

    private Answer token(String life) {
        return json(
                200,
                "{\"access_token\":\"t%d\",\"token_type\":\"bearer\",\"expires_in\":%s}"
                        .formatted(number.incrementAndGet(), life));
    }

    private static Answer json(int status, String text) {
        return new Answer.Reply(
                status,
                Map.of("Content-Type", "application/json"),
                text.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> sent() {
        return receiver.requests().stream()
                .map(received -> received.header("authorization").orElse("none"))
                .toList();
    }

    private Endpoints endpoints(AddressGuard guard) {
        var provider =
                new HttpEndpointProvider(
                        guard, HttpTokenTest::addresses, clock, HttpEndpointProvider.LONGEST_LIFE);
        return new Endpoints(List.of(provider), clock);
    }

    private static InetAddress[] addresses(String name) throws UnknownHostException {
        return new InetAddress[] {
            InetAddress.ofLiteral(name.equals("inside.test") ? "10.1.2.3" : "127.0.0.1")
        };
    }

    private static void assertCause(AttemptResult result, String... words) {
        assertThat(result)
                .isInstanceOfSatisfying(
                        Unreachable.class,
                        unreachable -> assertThat(unreachable.cause()).contains(words));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
