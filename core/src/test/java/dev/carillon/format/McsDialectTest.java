package dev.carillon.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.EndOfPatience;
import dev.carillon.rule.Filter;
import dev.carillon.rule.Recipient;
import dev.carillon.rule.Recipient.RuleAddress;
import dev.carillon.rule.RetryPolicy;
import dev.carillon.rule.Rule;
import dev.carillon.rule.RuleState;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;
import dev.carillon.signature.McsSignature;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

class McsDialectTest {
    private static final String URL = "http://test.com/a?b=c";
    private static final Instant NOW = Instant.parse("2019-12-26T16:29:12.345Z");
    private static final Rule RULE =
            new Rule(
                    "1",
                    new RuleAddress("0b", "bucketA", "1"),
                    List.of(
                            S3EventNames.parse("s3:ObjectCreated:Put").orElseThrow(),
                            S3EventNames.parse("s3:ObjectRemoved:*").orElseThrow()),
                    Filter.all(),
                    new RuleState.Enabled());

    private final McsDialect dialect = new McsDialect("ru-msk", DeliveryPolicy.defaults());
    private final Topic topic = McsDialect.topic(RULE, "mcs288", new Target(URL, Map.of()));

    @Test
    void the_confirmation_is_written_in_the_order_of_the_document() {
        Message message = dialect.test(topic, NOW, new Random(1));

        String token = body(message).path("Token").asString();
        assertThat(token).matches("[0-9A-Za-z]{48}");
        assertThat(new String(message.body(), StandardCharsets.UTF_8))
                .isEqualTo(
                        """
                        {"Timestamp":"2019-12-26T16:29:12+00:00","Type":"SubscriptionConfirmation",\
                        "Message":"You have chosen to subscribe to the topic \
                        mcs288|bucketA|s3:ObjectCreated:Put,s3:ObjectRemoved:*. To confirm the \
                        subscription you need to response with calculated signature",\
                        "TopicArn":"mcs288|bucketA|s3:ObjectCreated:Put,s3:ObjectRemoved:*",\
                        "SignatureVersion":1,"Token":"%s"}\
                        """
                                .formatted(token));
        assertThat(message.headers())
                .containsEntry("x-amz-sns-message-type", "SubscriptionConfirmation")
                .containsEntry("x-amz-sns-messages-type", "SubscriptionConfirmation");
    }

    @Test
    void every_confirmation_has_another_token() {
        var random = new Random(7);
        assertThat(body(dialect.test(topic, NOW, random)).path("Token"))
                .isNotEqualTo(body(dialect.test(topic, NOW, random)).path("Token"));
    }

    @Test
    void the_signature_of_the_registered_url_is_right() {
        TestExchange exchange = dialect.exchange(topic, NOW, new Random(1));
        String right = signature(exchange.message(), URL);

        assertThat(objection(exchange, "{\"signature\":\"" + right + "\"}\n")).isEmpty();
        assertThat(objection(exchange, " { \"other\": [1], \"signature\" : \"" + right + "\" } "))
                .isEmpty();
        assertThat(objection(exchange, "{\"signature\":\"" + upper(right) + "\"}")).isPresent();
        assertThat(objection(exchange, "{\"signature\":\"" + right + " \"}")).isPresent();
        assertThat(objection(exchange, "{\"signature\":\"" + right + "\"} x")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://test.com/a", "http://test.com/a?b=c/", "https://test.com/a?b=c"})
    void the_signature_of_another_url_is_wrong(String other) {
        TestExchange exchange = dialect.exchange(topic, NOW, new Random(1));
        String wrong = signature(exchange.message(), other);
        assertThat(objection(exchange, "{\"signature\":\"" + wrong + "\"}").orElseThrow())
                .contains("the signature in the answer is wrong");
    }

    @Test
    void a_signature_of_an_earlier_confirmation_is_wrong() {
        TestExchange earlier = dialect.exchange(topic, NOW, new Random(1));
        TestExchange exchange = dialect.exchange(topic, NOW, new Random(2));
        String replayed = signature(earlier.message(), URL);
        assertThat(objection(exchange, "{\"signature\":\"" + replayed + "\"}")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "<html>It works!</html>",
                "ok",
                "[]",
                "\"signature\"",
                "{}",
                "{\"signature\":null}",
                "{\"signature\":12}",
                "{\"signature\":[\"a\"]}",
                "{\"Signature\":\"a\"}",
                "{\"signature\":\"\"}",
                "{\"signature\":\"abc",
                "[[[[[[[[[[[[[[[["
            })
    void everything_else_is_wrong_and_not_repeated(String answer) {
        String objection =
                objection(dialect.exchange(topic, NOW, new Random(1)), answer).orElseThrow();
        assertThat(objection).containsPattern("answer").doesNotContain("html", "abc");
    }

    @Test
    void the_words_about_the_expected_answer_hold_everything_but_the_token_and_the_query() {
        TestExchange exchange = dialect.exchange(topic, NOW, new Random(1));
        assertThat(exchange.check().orElseThrow().expected())
                .contains("http://test.com/a?… (as registered)")
                .contains("mcs288|bucketA|s3:ObjectCreated:Put", "2019-12-26T16:29:12+00:00")
                .doesNotContain("b=c")
                .doesNotContain(body(exchange.message()).path("Token").asString())
                .doesNotContain(signature(exchange.message(), URL));
    }

    @Test
    void a_delivery_is_given_up_after_a_day_and_the_rest_is_as_for_topics() {
        DeliveryPolicy usual = DeliveryPolicy.defaults();
        assertThat(dialect.defaults().retry().timeToLive()).contains(Duration.ofDays(1));
        assertThat(dialect.defaults().end()).isEqualTo(EndOfPatience.GIVE_UP);
        assertThat(dialect.defaults().pacing()).isEqualTo(usual.pacing());
        assertThat(dialect.defaults().retry().finalStatuses())
                .isEqualTo(usual.retry().finalStatuses());
        RetryPolicy hour =
                new RetryPolicy(
                        usual.retry().schedule(),
                        usual.retry().maxRetries(),
                        Optional.of(Duration.ofHours(1)),
                        usual.retry().finalStatuses());
        assertThat(new McsDialect("r", usual.with(hour)).defaults().retry().timeToLive())
                .contains(Duration.ofHours(1));
    }

    @Test
    void the_dialect_is_among_the_standard_ones() {
        Dialects dialects = Dialects.standard("default");
        assertThat(dialects.get(DialectName.MCS).defaults().retry().timeToLive())
                .contains(Duration.ofDays(1));
    }

    @Test
    void only_webhooks_have_a_confirmation() {
        Topic other =
                Topic.ofRule(
                        new RuleAddress("0b", "bucketA", "1"),
                        "o",
                        DialectName.MCS,
                        new Target(URL, Map.of()),
                        1);
        assertThatThrownBy(() -> dialect.test(other, NOW, new Random(1)))
                .isInstanceOf(IllegalArgumentException.class);
        var named =
                new Rule("1", Recipient.NamedTopic.of("t"), List.of(), Filter.all(), RULE.state());
        assertThatThrownBy(() -> McsDialect.topic(named, "o", new Target(URL, Map.of())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Optional<String> objection(TestExchange exchange, String answer) {
        return exchange.check().orElseThrow().objection(answer);
    }

    private static String signature(Message message, String url) {
        JsonNode body = body(message);
        return McsSignature.of(
                url,
                body.path("TopicArn").asString(),
                body.path("Timestamp").asString(),
                body.path("Token").asString());
    }

    private static JsonNode body(Message message) {
        return JsonMapper.shared().readTree(message.body());
    }

    private static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }
}
