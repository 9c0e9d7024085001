package dev.carillon.b2client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.signature.AccessKey;
import dev.carillon.signature.Secret;
import dev.carillon.testkit.Answer;
import dev.carillon.testkit.Received;
import dev.carillon.testkit.RecordingReceiver;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.net.URI;
import java.net.http.HttpClient;
import java.util.Map;

class B2ConnectionTest {
    private static final AccessKey KEY = new AccessKey("key", Secret.of("secret"), "b2");
    private final RecordingReceiver service = RecordingReceiver.start();
    private final B2Connection connection =
            new B2Connection(URI.create(service.url("")), KEY, HttpClient.newHttpClient());

    @AfterEach
    void stop() {
        connection.close();
        service.close();
    }

    @Test
    void it_authorizes_itself_once_and_calls_with_the_token() {
        service.then(authorized("token-1"), json(200, "{\"a\":1}"), json(200, "{\"a\":2}"));
        assertThat(call().path("a").asInt()).isEqualTo(1);
        assertThat(call().path("a").asInt()).isEqualTo(2);
        assertThat(connection.accountId()).isEqualTo("acc");
        assertThat(service.requests()).hasSize(3);
        Received first = service.requests().getFirst();
        assertThat(first.path()).isEqualTo("/b2api/v4/b2_authorize_account");
        assertThat(first.header("Authorization")).contains("Basic a2V5OnNlY3JldA==");
        Received last = service.requests().getLast();
        assertThat(last.path()).isEqualTo("/b2api/v4/b2_some_call");
        assertThat(last.header("Authorization")).contains("token-1");
        assertThat(last.text()).isEqualTo("{}");
    }

    @Test
    void a_token_that_expired_is_replaced() {
        service.then(
                authorized("token-1"),
                refused(401, "expired_auth_token", "old"),
                authorized("token-2"),
                json(200, "{}"));
        call();
        assertThat(service.requests().getLast().header("Authorization")).contains("token-2");
    }

    @Test
    void a_token_that_is_always_refused_is_reported() {
        service.then(authorized("1"), refused(401, "bad_auth_token", "bad"));
        service.then(authorized("2"), refused(401, "bad_auth_token", "worse"));
        assertThatThrownBy(this::call).hasMessage("worse (bad_auth_token)");
    }

    @Test
    void a_busy_service_is_asked_again_as_late_as_it_says() {
        service.then(
                authorized("1"),
                new Answer.Reply(503, Map.of("Retry-After", "0"), "{}".getBytes(UTF_8)),
                new Answer.Reply(429, Map.of("Retry-After", "0"), "{}".getBytes(UTF_8)),
                json(200, "{\"a\":1}"));
        assertThat(call().path("a").asInt()).isEqualTo(1);
        assertThat(service.requests()).hasSize(4);
    }

    @Test
    void a_refusal_is_reported_in_the_words_of_the_service() {
        service.then(authorized("1"), refused(400, "bad_request", "no good"));
        assertThatThrownBy(this::call)
                .isInstanceOfSatisfying(
                        B2ClientException.class,
                        exception -> assertThat(exception.code()).isEqualTo("bad_request"))
                .hasMessage("no good (bad_request)");
    }

    @Test
    void an_address_without_b2_service_is_reported() {
        service.then(Answer.ok());
        assertThatThrownBy(this::call).hasMessageContaining("is --endpoint right?");
        service.then(json(200, "{}"));
        assertThatThrownBy(this::call).hasMessageContaining("is --endpoint right?");
        service.then(authorized("1"), json(500, "<html>"));
        assertThatThrownBy(this::call).hasMessageContaining("answered 500");
    }

    @Test
    void an_address_without_answer_is_reported_with_what_to_do() {
        service.stop();
        assertThatThrownBy(this::call)
                .hasMessageStartingWith("no B2 service answers at " + service.url(""))
                .hasMessageContaining("--endpoint URL");
    }

    private ObjectNode call() {
        return connection.call("b2_some_call", JsonMapper.shared().createObjectNode());
    }

    private Answer authorized(String token) {
        return json(
                200,
                """
                {"accountId":"acc","authorizationToken":"%s",
                 "apiInfo":{"storageApi":{"apiUrl":"%s"}}}
                """
                        .formatted(token, service.url("")));
    }

    private static Answer refused(int status, String code, String message) {
        return json(
                status,
                "{\"status\":%d,\"code\":\"%s\",\"message\":\"%s\"}"
                        .formatted(status, code, message));
    }

    private static Answer json(int status, String body) {
        return new Answer.Reply(status, Map.of(), body.getBytes(UTF_8));
    }
}
