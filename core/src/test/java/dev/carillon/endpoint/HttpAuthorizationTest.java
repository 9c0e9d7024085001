package dev.carillon.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.delivery.AttemptResult.Accepted;
import dev.carillon.delivery.AttemptResult.Refused;
import dev.carillon.format.Message;
import dev.carillon.rule.RefusedException;
import dev.carillon.rule.Target;
import dev.carillon.rule.TopicAttributes;
import dev.carillon.testkit.Answer;
import dev.carillon.testkit.Received;
import dev.carillon.testkit.RecordingReceiver;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** Users, the attribute authorization, custom headers and compression of HTTP topics. */
class HttpAuthorizationTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final byte[] BODY =
            "{\"a\":\"aaaaaaaaaaaaaaaaaaaa\"}".getBytes(StandardCharsets.UTF_8);
    private static final Message MESSAGE =
            new Message(
                    "application/json",
                    Map.of("webhook-id", "e.r", "x-carillon-attempt", "1"),
                    BODY);

    private final RecordingReceiver receiver = RecordingReceiver.start();
    private final Endpoints endpoints =
            new Endpoints(
                    List.of(new HttpEndpointProvider(new AddressGuard(List.of(), true))),
                    InstantSource.system());
    private final TopicAttributes attributes = new TopicAttributes(endpoints.kinds(), endpoints);

    @AfterEach
    void stop() {
        endpoints.close();
        receiver.close();
    }

    @Test
    void user_name_and_password_are_sent_as_basic() {
        var sent = send(Map.of("user-name", "Ähre", "password", "p:w%"));

        assertThat(sent.header("authorization")).contains("Basic " + base64("Ähre:p:w%"));
    }

    @Test
    void the_same_user_in_url_and_attributes_is_no_contradiction() {
        String url = receiver.url("/").replace("://", "://ann:se%2Bcret@");
        var options = Map.of("user-name", "ann", "password", "se+cret");
        assertThat(endpoints.objection(new Target(url, options))).isEmpty();

        endpoints.at(new Target(url, options)).send(MESSAGE, LONG);

        assertThat(receiver.requests().getFirst().header("authorization"))
                .contains("Basic " + base64("ann:se+cret"));
    }

    @ParameterizedTest
    @CsvSource({"ann@", "ann:@", ":se+cret@", "bob:se+cret@"})
    void another_user_in_the_url_is_one(String info) {
        String url = receiver.url("/").replace("://", "://" + info);
        var options = Map.of("user-name", "ann", "password", "se+cret");

        assertThat(endpoints.objection(new Target(url, options)))
                .hasValueSatisfying(found -> assertThat(found).contains("in one place only"));
    }

    @Test
    void authorization_is_sent_as_it_is() {
        assertThat(send(Map.of("authorization", "Bearer abc.def")).header("authorization"))
                .contains("Bearer abc.def");
    }

    @Test
    void custom_headers_are_sent_and_override_nothing_of_the_message() {
        var sent = send(Map.of("custom-headers", "{\"X-Team\":\"storage\",\"x-api-key\":\"k y\"}"));

        assertThat(sent.headers())
                .containsEntry("X-Team", "storage")
                .containsEntry("x-api-key", "k y")
                .containsEntry("content-type", "application/json")
                .containsEntry("webhook-id", "e.r")
                .containsEntry("x-carillon-attempt", "1");
    }

    @Test
    void gzip_compresses_the_body_and_says_so() throws IOException {
        var sent = send(Map.of("gzip", "true"));

        assertThat(sent.header("content-encoding")).contains("gzip");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(sent.body())).readAllBytes())
                .isEqualTo(BODY);
        assertThat(send(Map.of("gzip", "false")).header("content-encoding")).isEmpty();
    }

    @Test
    void secrets_that_the_endpoint_repeats_are_masked() {
        Map<String, String> secrets =
                Map.of(
                        "user-name", "ann",
                        "password", "wonderful",
                        "custom-headers", "{\"X-Api-Key\":\"key-12345678\"}");
        receiver.otherwise(
                received -> Answer.text(500, received.headers() + " wonderful key-12345678"));
        var target = new Target(receiver.url("/"), secrets);

        assertThat(endpoints.at(target).send(MESSAGE, LONG))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused ->
                                assertThat(refused.excerpt())
                                        .contains("***")
                                        .doesNotContain("wonderful", "key-123", base64("ann:w")));
        assertThat(endpoints.at(target).diagnose(MESSAGE, LONG).toString())
                .doesNotContain("wonderful", "key-123");
    }

    @Test
    void two_users_of_one_url_never_share_a_connection() {
        for (String user : List.of("ann", "bob", "ann", "bob")) {
            send(Map.of("user-name", user, "password", "secret"));
        }

        var requests = receiver.requests();
        assertThat(receiver.connections()).isEqualTo(2);
        assertThat(requests.get(0).connection()).isEqualTo(requests.get(2).connection());
        assertThat(requests.get(1).connection()).isEqualTo(requests.get(3).connection());
    }

    @Test
    void a_connection_that_is_not_used_is_closed() {
        var environment =
                new EndpointEnvironment(new AddressGuard(List.of(), true), InstantSource.system());
        try (var provider =
                new HttpEndpointProvider(
                        environment,
                        InetAddress::getAllByName,
                        HttpEndpointProvider.LONGEST_LIFE,
                        Duration.ofMillis(50))) {
            var endpoint = (HttpEndpoint) provider.open(new Target(receiver.url("/"), Map.of()));
            assertThat(endpoint.send(MESSAGE, LONG).accepted()).isTrue();
            assertThat(receiver.openConnections()).isEqualTo(1);

            await().atMost(LONG)
                    .until(() -> {
                        endpoint.closeIdle();
                        return receiver.openConnections() == 0;
                    });
        }
    }

    @Test
    void a_half_set_user_sends_nothing_without_it() {
        var target = new Target(receiver.url("/"), Map.of("user-name", "ann"));

        assertThat(endpoints.at(target).send(MESSAGE, LONG).summary())
                .contains("authorization is incomplete: set password");
        assertThat(receiver.requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "user-name=a                         | user-name and password belong together",
                "password=a                          | user-name and password belong together",
                "user-name=a:b, password=wonder         | Invalid value for user-name: Basic",
                "user-name=a, password=b, authorization=Bearer c | set only one of authorization"
                        + " and user-name",
                "authorization=Bearer%0Axyz12        | Invalid value for authorization: write"
                        + " visible ASCII",
                "authorization=%20Bearer xyz12       | Invalid value for authorization: write"
                        + " visible ASCII",
                "custom-headers=x                    | Invalid value for custom-headers: write a"
                        + " JSON object",
                "custom-headers=[]                   | Invalid value for custom-headers: write a"
                        + " JSON object",
                "custom-headers={\"a\":1}            | Invalid value for custom-headers: write a"
                        + " JSON object",
                "custom-headers={\"a\":\"1\"%2C\"a\":\"2\"} | Invalid value for custom-headers:"
                        + " write a JSON object",
                "custom-headers={\"a\":\"1\"%2C\"A\":\"2\"} | custom header A is there more than"
                        + " once",
                "custom-headers={\"a b\":\"1\"}      | 'a b' is no header name",
                "custom-headers={\"a\":\"\\n\"}      | must be visible ASCII",
                "custom-headers={\"Content-Type\":\"x\"} | Content-Type is not allowed",
                "custom-headers={\"webhook-signature\":\"x\"} | webhook-signature is not allowed",
                "custom-headers={\"X-Carillon-Attempt\":\"9\"} | X-Carillon-Attempt is not allowed",
                "custom-headers={\"ce-id\":\"x\"}    | ce-id is not allowed",
                "custom-headers={\"Authorization\":\"x\"} | set the attribute authorization"
                        + " instead",
                "gzip=maybe                          | Invalid value for gzip: write true or false",
                "verify-ssl=maybe                    | Invalid value for verify-ssl",
                "ssl-key-location=/k                 | ssl-key-location is set without",
                "oauth-token-url=https://a/          | oauth-token-url and oauth-client-id belong"
                        + " together",
                "oauth-scope=a                       | oauth-scope needs oauth-token-url",
                "max-batch=0                         | Invalid value for max-batch",
                "max-batch=51                        | Invalid value for max-batch",
                "max-batch=two                       | Invalid value for max-batch",
                "max-batch=2, cloudevents=true       | max-batch and CloudEvents go together in"
                        + " structured mode only",
            })
    void a_bad_value_is_refused_in_words(String pairs, String words) {
        var set = new HashMap<String, String>();
        set.put("push-endpoint", "https://hooks.example/");
        for (String pair : pairs.split(", ", -1)) {
            int is = pair.indexOf('=');
            set.put(
                    pair.substring(0, is),
                    URLDecoder.decode(pair.substring(is + 1), StandardCharsets.UTF_8));
        }

        Assertions.assertThatThrownBy(() -> attributes.topic("t", "owner", set))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(words);
    }

    @Test
    void url_and_attributes_with_different_users_are_refused() {
        var set =
                Map.of(
                        "push-endpoint", "https://ann:one@hooks.example/",
                        "user-name", "ann",
                        "password", "two");

        Assertions.assertThatThrownBy(() -> attributes.topic("t", "owner", set))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("differ from those in push-endpoint")
                .hasMessageNotContaining("two");
    }

    @Test
    void too_many_and_too_large_headers_are_refused() {
        var many = new StringBuilder("{");
        for (int i = 0; i < 11; i++) {
            many.append(i == 0 ? "" : ",").append("\"x").append(i).append("\":\"1\"");
        }
        String large = "{\"x\":\"" + "a".repeat(2_048) + "\"}";
        for (String json : List.of(many + "}", large)) {
            Assertions.assertThatThrownBy(() ->
                            attributes.topic(
                                    "t",
                                    "owner",
                                    Map.of(
                                            "push-endpoint",
                                            "https://hooks.example/",
                                            "custom-headers",
                                            json)))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("at most");
        }
    }

    @Test
    void the_secrets_of_a_topic_are_masked_and_demand_tls() {
        var topic =
                attributes.topic(
                        "t",
                        "owner",
                        Map.of(
                                "push-endpoint", "https://hooks.example/",
                                "authorization", "Bearer abc",
                                "custom-headers", "{\"X-Key\":\"k\"}"));

        assertThat(attributes.secrets().in(topic)).isTrue();
        assertThat(attributes.secrets().maskedArguments(topic))
                .containsEntry("authorization", "***")
                .containsEntry("custom-headers", "***");
        assertThat(attributes.warnings(topic)).isEmpty();
    }

    private Received send(Map<String, String> options) {
        var target = new Target(receiver.url("/"), options);
        assertThat(endpoints.objection(target)).isEmpty();
        assertThat(endpoints.at(target).send(MESSAGE, LONG)).isEqualTo(new Accepted(200));
        return receiver.requests().getLast();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
