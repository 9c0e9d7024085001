package dev.carillon.rule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicArnTest {
    @Test
    void what_is_printed_is_read_back() {
        var arn = new TopicArn("eu-central-1", TopicRef.of("my_topic-1"));
        assertThat(arn).hasToString("arn:aws:sns:eu-central-1::my_topic-1");
        assertThat(TopicArn.parse(arn.toString())).contains(arn);
        assertThat(arn.ours()).isTrue();
    }

    @Test
    void what_is_read_is_printed_back() {
        String text = "arn:aws:sns:default:123456789012:t";
        assertThat(TopicArn.parse(text)).map(TopicArn::toString).contains(text);
        assertThat(TopicArn.parse(text)).map(TopicArn::ours).contains(false);
        assertThat(TopicArn.parse("arn:aws:sns:::t")).contains(new TopicArn("", TopicRef.of("t")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "t",
                "arn:aws:sns:default:t",
                "arn:aws:sns:default::",
                "arn:aws:sns:default::a b",
                "arn:aws:sns:default::a:b",
                "arn:aws:sqs:default::t",
                "arn:aws:s3:::bucket",
                "ARN:aws:sns:default::t",
                "arn:aws:sns:default::t\n"
            })
    void anything_else_is_no_arn_of_a_topic(String text) {
        assertThat(TopicArn.parse(text)).isEmpty();
    }
}
