package dev.carillon.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.inbound.ConfirmationAnswer.Failed;
import dev.carillon.inbound.ConfirmationAnswer.Refused;
import dev.carillon.inbound.ConfirmationAnswer.Signed;
import dev.carillon.inbound.ConfirmationAnswer.Visited;
import dev.carillon.inbound.ReceivedMessage.Confirmation;
import dev.carillon.inbound.ReceivedMessage.Confirmation.Kind;
import dev.carillon.signature.McsSignature;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks which subscriptions are confirmed, and how. */
class ConfirmationsTest {
    private static final String MCS_TOPIC = "mcs1|b|s3:ObjectCreated:*";
    private static final String SNS_TOPIC = "arn:aws:sns:us-west-2:123456789012:MyTopic";
    private static final String TOKEN = "aSecretTokenOfThePublisher";
    private static final String TIME = "2026-12-01T03:00:00+03:00";
    private static final String PUBLIC = "https://receiver.example:8443/webhook?x=1";
    private static final String RIGHT =
            "https://sns.us-west-2.amazonaws.com/?Action=ConfirmSubscription&TopicArn="
                    + SNS_TOPIC
                    + "&Token=2336412f37";

    private final List<URI> visited = new ArrayList<>();
    private int status = 200;

    @Test
    void mcs_gets_the_signature_of_the_public_url_as_it_is() {
        var answer = (Signed) confirmations().answer(mcs(MCS_TOPIC));

        assertThat(answer.signature()).isEqualTo(McsSignature.of(PUBLIC, MCS_TOPIC, TIME, TOKEN));
        assertThat(new String(answer.json(), StandardCharsets.UTF_8))
                .isEqualTo("{\"signature\":\"" + answer.signature() + "\"}\n");
        assertThat(answer.toString()).doesNotContain(answer.signature());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mcs2|b|s3:ObjectCreated:*",
                "mcs1|b|s3:ObjectCreated:",
                "mcs1|b|s3:ObjectCreated:* ",
                "MCS1|b|s3:ObjectCreated:*",
                "mcs1|b|s3:ObjectCreated:*,s3:ObjectRemoved:*"
            })
    void no_other_topic_is_signed(String topic) {
        assertThat(confirmations().answer(mcs(topic))).isInstanceOf(Refused.class);
    }

    @Test
    void without_topics_nothing_is_confirmed() {
        var none = new Confirmations(Set.of(), Optional.of(PUBLIC), this::visit);
        assertThat(none.answer(mcs(MCS_TOPIC))).isInstanceOf(Refused.class);
        assertThat(none.answer(sns(SNS_TOPIC, RIGHT))).isInstanceOf(Refused.class);
        assertThat(visited).isEmpty();
    }

    @Test
    void without_a_public_url_mcs_gets_no_signature() {
        var unknown = new Confirmations(Set.of(MCS_TOPIC), Optional.empty(), this::visit);
        assertThat(unknown.answer(mcs(MCS_TOPIC)))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason()).contains("--public-url"));
    }

    @Test
    void a_confirmation_without_token_or_time_is_refused() {
        for (var asked :
                List.of(
                        new Confirmation(Kind.MCS, MCS_TOPIC, "", TIME, Optional.empty()),
                        new Confirmation(Kind.MCS, MCS_TOPIC, TOKEN, "", Optional.empty()))) {
            assertThat(confirmations().answer(asked)).isInstanceOf(Refused.class);
        }
    }

    @Test
    void the_url_of_sns_is_visited() {
        assertThat(confirmations().answer(sns(SNS_TOPIC, RIGHT))).isEqualTo(new Visited());
        assertThat(visited).containsExactly(URI.create(RIGHT));
    }

    @Test
    void topics_of_china_and_of_the_government_have_their_own_hosts() {
        for (String topic :
                List.of("arn:aws-cn:sns:cn-north-1:1:T", "arn:aws-us-gov:sns:us-gov-west-1:1:T")) {
            String region = topic.split(":", -1)[3];
            String host =
                    "sns." + region + ".amazonaws.com" + (region.startsWith("cn") ? ".cn" : "");
            String url =
                    "https://%s/?Action=ConfirmSubscription&TopicArn=%s&Token=t"
                            .formatted(host, topic);
            var allowing = new Confirmations(Set.of(topic), Optional.empty(), this::visit);
            assertThat(allowing.answer(sns(topic, url))).as(url).isEqualTo(new Visited());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https:, http:",
        "sns.us-west-2, sns.us-east-1",
        "sns.us-west-2.amazonaws.com, sns.us-west-2.amazonaws.com.evil.example",
        "sns.us-west-2.amazonaws.com, evil.example",
        "sns.us-west-2.amazonaws.com, sns.us-west-2.amazonaws.com:8443",
        "sns.us-west-2.amazonaws.com, user@sns.us-west-2.amazonaws.com",
        "sns.us-west-2.amazonaws.com, s3.us-west-2.amazonaws.com",
        "sns.us-west-2.amazonaws.com, 169.254.169.254",
        "sns.us-west-2.amazonaws.com, sns.us-west-2.amazonaws.com.cn",
        "com/?, com/x?",
        "com/?, com/?Action=Publish&",
        "ConfirmSubscription, Unsubscribe",
        "MyTopic&, Other&",
        "&Token=2336412f37, ''",
        "&Token=2336412f37, &Token=2336412f37#x",
        "&Token=2336412f37, &Token=2336412f37&Token=2"
    })
    void no_url_that_does_more_or_less_is_visited(String part, String another) {
        assertThat(RIGHT).contains(part);
        String url = RIGHT.replace(part, another);
        assertThat(confirmations().answer(sns(SNS_TOPIC, url))).isInstanceOf(Refused.class);
        assertThat(visited).isEmpty();
    }

    @Test
    void a_confirmation_of_sns_without_a_url_is_refused() {
        var asked = new Confirmation(Kind.SNS, SNS_TOPIC, TOKEN, TIME, Optional.empty());
        assertThat(confirmations().answer(asked)).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 403, 500})
    void an_answer_that_is_no_success_is_a_failure(int answered) {
        status = answered;
        assertThat(confirmations().answer(sns(SNS_TOPIC, RIGHT)))
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(failed.reason()).contains("" + answered));
    }

    @Test
    void sns_that_is_not_there_is_a_failure_without_the_url() {
        var confirmations =
                new Confirmations(
                        Set.of(SNS_TOPIC),
                        Optional.empty(),
                        url -> {
                            throw new ConnectException("no way to " + url);
                        });
        assertThat(confirmations.answer(sns(SNS_TOPIC, RIGHT)))
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(failed.reason()).doesNotContain("Token"));
    }

    private Confirmations confirmations() {
        return new Confirmations(Set.of(MCS_TOPIC, SNS_TOPIC), Optional.of(PUBLIC), this::visit);
    }

    private int visit(URI url) throws IOException {
        visited.add(url);
        return status;
    }

    private static Confirmation mcs(String topic) {
        return new Confirmation(Kind.MCS, topic, TOKEN, TIME, Optional.empty());
    }

    private static Confirmation sns(String topic, String url) {
        return new Confirmation(Kind.SNS, topic, TOKEN, TIME, Optional.of(URI.create(url)));
    }
}
