package dev.carillon.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.Set;

class EndpointKindsTest {
    private static final EndpointKind TOY =
            EndpointKind.of(
                            "toy",
                            Set.of("toy"),
                            TopicAttribute.truth("toy-loud", false),
                            TopicAttribute.open(
                                    "toy-tune",
                                    new AttributeType.Choice(List.of("up", "down")),
                                    "up"),
                            TopicAttribute.open(
                                    "toy-home", new AttributeType.Url(), "http://toys/"),
                            TopicAttribute.confidential("toy-owner"),
                            TopicAttribute.secret("toy-key"))
                    .paired("toy-owner", "toy-key");

    private static final EndpointKind KAFKA =
            EndpointKind.of(
                    "Kafka",
                    Set.of("kafka"),
                    TopicAttribute.open(
                            "kafka-ack-level",
                            new AttributeType.Choice(List.of("none", "broker")),
                            "broker"));

    private final TopicAttributes attributes = Kinds.attributes(Kinds.HTTP, TOY);

    @ParameterizedTest
    @CsvSource({
        "toy-loud, maybe, Invalid value for toy-loud: write true or false",
        "toy-tune, left, 'Invalid value for toy-tune: write one of up, down'",
        "toy-home, nowhere, Invalid value for toy-home: write scheme://",
    })
    void a_value_of_another_type_is_refused(String name, String value, String message) {
        assertThatThrownBy(() -> topic("toy://t", name, value))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void values_of_the_type_are_kept_and_read_with_their_defaults() {
        Topic topic = topic("toy://t", "toy-loud", "yes");
        Map<String, String> options = topic.target().orElseThrow().options();

        assertThat(options).containsExactly(Map.entry("toy-loud", "yes"));
        assertThat(TOY.attribute("toy-loud").orElseThrow().isTrue(options)).isTrue();
        assertThat(TOY.attribute("toy-tune").orElseThrow().in(options)).isEqualTo("up");
    }

    @Test
    void an_attribute_warns_where_the_kind_of_the_address_has_no_use_for_it() {
        assertThat(attributes.warnings(topic("toy://t", "toy-loud", "true"))).isEmpty();
        assertThat(attributes.warnings(topic("toy://t", "cloudevents", "true"))).isEmpty();
        assertThat(attributes.warnings(topic("http://h", "toy-loud", "true")))
                .singleElement()
                .asString()
                .startsWith("attribute 'toy-loud' of topic 't' is kept and has no effect");
        assertThat(attributes.warnings(topic("http://h", "use-ssl", "true"))).hasSize(1);
    }

    @Test
    void an_attribute_of_any_kind_has_an_effect_as_long_as_there_is_no_address() {
        assertThat(attributes.warnings(topic("", "toy-loud", "true"))).isEmpty();
        assertThat(attributes.warnings(topic("", "verify-ssl", "true"))).isEmpty();
        assertThat(attributes.warnings(topic("", "amqp-exchange", "e"))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "toy-loud", "toy-key", "verify-ssl", "cloudevents", "amqp-exchange", "use-ssl",
                "password", "persistent", "push-endpoint", "Policy", "max_retries", "timeout"
            })
    void what_anybody_describes_can_be_set_alone(String name) {
        assertThat(attributes.settable(name)).isTrue();
    }

    @Test
    void what_nobody_describes_cannot_be_set_alone() {
        assertThat(attributes.settable("made-up")).isFalse();
        assertThat(Kinds.attributes(Kinds.HTTP).settable("toy-loud")).isFalse();
    }

    @Test
    void secrets_are_masked_and_what_belongs_to_them_is_shown_over_tls_only() {
        var set =
                Map.of(
                        "toy-owner", "me",
                        "toy-key", "geheim",
                        "toy-home", "http://me:geheim@toys/",
                        "toy-loud", "true");
        TopicSecrets secrets = attributes.secrets();

        assertThat(secrets.masked(set))
                .containsEntry("toy-owner", "me")
                .containsEntry("toy-key", "***")
                .containsEntry("toy-home", "http://me:***@toys/")
                .containsEntry("toy-loud", "true");
        assertThat(secrets.in(Map.of("toy-owner", "me"))).isTrue();
        assertThat(secrets.in(Map.of("toy-key", "geheim"))).isTrue();
        assertThat(secrets.in(Map.of("toy-home", "http://me:geheim@toys/"))).isTrue();
        assertThat(secrets.in(Map.of("toy-home", "http://toys/", "toy-loud", "true"))).isFalse();
        assertThat(secrets.areMasked(Map.of("toy-key", "***"))).isTrue();
        assertThat(secrets.areMasked(Map.of("toy-owner", "***"))).isFalse();
    }

    @Test
    void a_pair_is_set_whole_or_not_at_all() {
        assertThatThrownBy(() -> topic("toy://t", "toy-owner", "me"))
                .hasMessage("toy-owner and toy-key belong together: set both, or none of them");
    }

    @Test
    void whoever_serves_a_documented_kind_describes_it_anew() {
        assertThat(topic("http://h", "kafka-ack-level", "all").attributes()).hasSize(1);

        TopicAttributes served = Kinds.attributes(Kinds.HTTP, KAFKA);
        var wrong = Map.of("push-endpoint", "kafka://k", "kafka-ack-level", "all");
        var good = Map.of("push-endpoint", "kafka://k", "kafka-ack-level", "none");

        assertThatThrownBy(() -> served.topic("t", "o", wrong))
                .hasMessageContaining("write one of none, broker");
        assertThat(served.warnings(served.topic("t", "o", good))).isEmpty();
        assertThat(served.settable("amqp-exchange")).isTrue();
        assertThat(served.settable("kafka-brokers")).isFalse();
    }

    @Test
    void two_kinds_that_describe_one_attribute_must_agree() {
        var other = EndpointKind.of("other", Set.of("other"), TopicAttribute.text("verify-ssl"));

        assertThatThrownBy(() -> Kinds.attributes(Kinds.HTTP, other))
                .hasMessageContaining("describes the attribute verify-ssl in another way");
    }

    @ParameterizedTest
    @ValueSource(strings = {"push-endpoint", "persistent", "Policy", "timeout", "cloudevents"})
    void a_kind_cannot_describe_what_every_topic_has(String name) {
        var greedy = EndpointKind.of("greedy", Set.of("greedy"), TopicAttribute.text(name));

        assertThatThrownBy(() -> Kinds.attributes(Kinds.HTTP, greedy))
                .hasMessageContaining(
                        "the endpoint kind greedy describes the attribute %s, which every topic has"
                                .formatted(name));
    }

    @Test
    void a_kind_describes_both_attributes_of_a_pair() {
        var kind = EndpointKind.of("k", Set.of("k"), TopicAttribute.text("user"));

        assertThatThrownBy(() -> kind.paired("user", "pasword"))
                .hasMessageContaining("the endpoint kind k must describe both attributes");
    }

    @Test
    void secrets_of_a_kind_that_is_not_served_any_more_stay_masked() {
        Topic topic =
                attributes.topic(
                        "t",
                        "owner",
                        Map.of(
                                "push-endpoint", "toy://t",
                                "toy-owner", "me",
                                "toy-key", "geheim",
                                "verify-ssl", "true",
                                "cloudevents", "true"));

        assertThat(attributes.secrets().maskedArguments(topic))
                .containsEntry("toy-owner", "me")
                .containsEntry("toy-key", "***");
        assertThat(Kinds.attributes(Kinds.HTTP).secrets().maskedArguments(topic))
                .containsEntry("toy-owner", "***")
                .containsEntry("toy-key", "***")
                .containsEntry("verify-ssl", "true")
                .containsEntry("cloudevents", "true");
    }

    @Test
    void a_kind_without_a_proper_scheme_is_refused() {
        assertThatThrownBy(() -> EndpointKind.of("k", Set.of()))
                .hasMessageContaining("must name its schemes");
        assertThatThrownBy(() -> EndpointKind.of("k", Set.of("HTTP")))
                .hasMessageContaining("in lower case");
    }

    private Topic topic(String address, String name, String value) {
        return attributes.topic("t", "owner", Map.of("push-endpoint", address, name, value));
    }
}
