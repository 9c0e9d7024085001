package dev.carillon.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.http.Query;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Map;

class ArgumentsTest {
    @Test
    void pairs_are_joined_by_their_number_wherever_they_are() {
        assertThat(
                        arguments(
                                        "Attributes.entry.7.value=v7&Attributes.entry.2.key=k2"
                                                + "&Name=t&Attributes.entry.7.key=k7"
                                                + "&Attributes.entry.2.value=a%26b+c")
                                .attributes())
                .isEqualTo(Map.of("k7", "v7", "k2", "a&b c"));
    }

    @Test
    void a_plain_argument_is_an_attribute_too() {
        assertThat(arguments("Action=CreateTopic&Name=t&push-endpoint=http://h").attributes())
                .isEqualTo(Map.of("push-endpoint", "http://h"));
    }

    @Test
    void half_a_pair_is_dropped() {
        assertThat(
                        arguments(
                                        "Attributes.entry.1.key=a&Attributes.entry.2.value=b"
                                            + "&Attributes.entry.x.key=c&Attributes.entry.x.value=d")
                                .attributes())
                .doesNotContainKeys("a", "b", "c")
                .doesNotContainValue("b");
    }

    @Test
    void what_belongs_to_the_request_is_no_attribute() {
        assertThat(
                        arguments(
                                        "Action=CreateTopic&Version=2010-03-31&Name=t&TopicArn=x"
                                                + "&PayloadHash=x&AWSAccessKeyId=x&Signature=x"
                                                + "&Expires=1&X-Amz-Signature=x&NextToken=x"
                                                + "&SignatureVersion=2&Timestamp=x")
                                .attributes())
                .isEmpty();
    }

    @Test
    void arguments_of_the_query_count_and_come_first() {
        var query = Query.parse("Action=ListTopics&NextToken=q").orElseThrow();
        var both = Arguments.of(query, "NextToken=b".getBytes(StandardCharsets.UTF_8));
        assertThat(both.find("Action")).contains("ListTopics");
        assertThat(both.find("NextToken")).contains("q");
    }

    @Test
    void a_body_that_is_no_form_is_refused() {
        assertThatThrownBy(() -> arguments("Name=%zz"))
                .isInstanceOf(TopicException.class)
                .hasMessageContaining("URL-encoded");
    }

    @Test
    void values_are_not_shown() {
        assertThat(arguments("password=geheim")).hasToString("[password]");
    }

    private static Arguments arguments(String form) {
        return Arguments.of(Query.NONE, form.getBytes(StandardCharsets.UTF_8));
    }
}
