package dev.carillon.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

class TopicAttributesTest {
    private static final EndpointKinds KINDS = new EndpointKinds(List.of(Kinds.HTTP));

    private final TopicAttributes attributes =
            new TopicAttributes(KINDS, TopicAttributesTest::objection);

    @Test
    void batches_are_refused_for_endpoints_that_take_none() {
        assertThatThrownBy(() ->
                        attributes.topic(
                                "t", "o", Map.of("push-endpoint", "http://h", "max-batch", "2")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("max-batch is for HTTP endpoints");
    }

    @Test
    void a_topic_without_attributes_has_the_defaults() {
        assertThat(topic(Map.of()))
                .isEqualTo(
                        Topic.named(
                                TopicRef.of("t"), "owner", Optional.empty(), false, "", Map.of()));
        assertThat(topic(Map.of()).policy()).isEqualTo(DeliveryPolicy.defaults());
    }

    @Test
    void each_attribute_finds_its_place() {
        Topic topic =
                topic(
                        Map.of(
                                "push-endpoint", "http://h:1/x",
                                "OpaqueData", "None",
                                "persistent", "TRUE",
                                "time_to_live", "60",
                                "max_retries", "3",
                                "retry_sleep_duration", "5",
                                "verify-ssl", "false",
                                "made-up", "kept"));
        var options = Map.of("verify-ssl", "false", "made-up", "kept");
        assertThat(topic.target())
                .contains(new Target("http://h:1/x", options).of(Optional.of("t")));
        assertThat(topic.opaqueData()).isEqualTo("None");
        assertThat(topic.persistent()).isTrue();
        assertThat(topic.policy().retry())
                .isEqualTo(
                        new RetryPolicy(
                                new RetrySchedule.Fixed(Duration.ofSeconds(5)),
                                OptionalInt.of(3),
                                Optional.of(Duration.ofMinutes(1)),
                                Set.of(410)));
        assertThat(TopicAttributes.endpointArguments(topic)).isEqualTo(options);
    }

    @Test
    void the_target_of_a_topic_has_its_name_and_that_of_a_rule_has_none() {
        var target = new Target("http://h/", Map.of());
        Topic kept = Topic.named(TopicRef.of("t"), "o", Optional.of(target), true, "", Map.of());
        var rule = new Recipient.RuleAddress("id", "bucket", "rule");
        Topic ofRule = Topic.ofRule(rule, "o", DialectName.B2, target.of(Optional.of("other")), 1);

        assertThat(kept.target().orElseThrow().topic()).contains("t");
        assertThat(ofRule.target().orElseThrow().topic()).isEmpty();
    }

    @Test
    void zero_is_cephs_zero_and_not_the_same_as_unset() {
        Topic zero =
                topic(
                        Map.of(
                                "time_to_live", "0",
                                "max_retries", "0",
                                "retry_sleep_duration", "0"));
        assertThat(zero.policy().retry())
                .isEqualTo(
                        new RetryPolicy(
                                new RetrySchedule.Fixed(Duration.ZERO),
                                OptionalInt.empty(),
                                Optional.empty(),
                                Set.of(410)));
        var defaults =
                Policies.of(
                        "time_to_live", "86400", "max_retries", "7", "retry_sleep_duration", "9");
        assertThat(zero.withDefaults(defaults).policy()).isEqualTo(zero.policy());
        assertThat(topic(Map.of()).withDefaults(defaults).policy()).isEqualTo(defaults);
    }

    @ParameterizedTest
    @ValueSource(strings = {"time_to_live", "max_retries", "retry_sleep_duration"})
    void none_and_nothing_are_unset(String name) {
        assertThat(topic(Map.of(name, "None"))).isEqualTo(topic(Map.of()));
        assertThat(topic(Map.of(name, ""))).isEqualTo(topic(Map.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "-1", "1.5", "1s", "2147483648", "99999999999", " 1", "٣"})
    void a_number_that_is_none_is_refused(String value) {
        for (String name : new String[] {"time_to_live", "max_retries", "retry_sleep_duration"}) {
            refused(Map.of(name, value), name + ": write a whole number of");
        }
    }

    @ParameterizedTest
    @CsvSource({"true,true", "1,true", "Yes,true", "on,true", "false,false", "0,false", "NO,false"})
    void truth_has_several_words(String word, boolean truth) {
        assertThat(topic(Map.of("persistent", word)).persistent()).isEqualTo(truth);
    }

    @ParameterizedTest
    @ValueSource(strings = {"persistent", "verify-ssl", "use-ssl"})
    void a_truth_that_is_none_is_refused(String name) {
        refused(Map.of(name, "maybe"), "Invalid value for " + name + ": write true or false");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://h",
                "https://host.example.com:8443/a/b?c=d&e=%20#f",
                "HTTP://127.0.0.1:1",
                "http://[::1]:80/x",
                "https://user:p%40ss@host/x",
                "http://h?query"
            })
    void an_address_is_taken_as_it_is(String address) {
        assertThat(topic(Map.of("push-endpoint", address)).target())
                .contains(new Target(address, Map.of()).of(Optional.of("t")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "h",
                "//h",
                "http:/h",
                "http://",
                "://h",
                "http://h:port",
                "http://h/with space",
                "http://h/ö",
                "http://a@b/",
                "http://u:p@q@h/",
                "http://h\r\nX: y",
                "http://[::1/"
            })
    void an_address_that_is_none_is_refused_without_repeating_it(String address) {
        refused(Map.of("push-endpoint", address), "Malformed URL for push-endpoint: write scheme");
        assertThatThrownBy(() -> topic(Map.of("push-endpoint", address)))
                .message()
                .doesNotContain(address + " ");
    }

    @Test
    void a_kind_of_endpoint_that_nobody_serves_is_refused() {
        refused(
                Map.of("push-endpoint", "gopher://h/"),
                "There is no endpoint of the kind 'gopher': use push-endpoint with one of http,"
                        + " https");
        refused(Map.of("push-endpoint", "amqp://h/"), "AMQP endpoints are not in this build");
        refused(Map.of("push-endpoint", "amqps://h/"), "AMQP endpoints are not in this build");
        refused(Map.of("push-endpoint", "kafka://h"), "Kafka endpoints are not in this build");
    }

    @Test
    void what_the_endpoint_objects_to_is_refused_in_its_words() {
        refused(
                Map.of("push-endpoint", "http://forbidden/"),
                "that host is forbidden: take another");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bad name!", "é", "a.b", "a/b", "a:b"})
    void a_name_of_other_characters_is_refused(String name) {
        assertThatThrownBy(() -> attributes.topic(name, "owner", Map.of()))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("Name must be made up of only uppercase");
    }

    @Test
    void a_name_has_at_most_256_characters() {
        assertThat(attributes.topic("n".repeat(256), "o", Map.of()).name()).hasSize(256);
        assertThatThrownBy(() -> attributes.topic("n".repeat(257), "o", Map.of()))
                .hasMessage("Name cannot be longer than 256 characters");
    }

    @Test
    void attributes_are_bounded() {
        refused(Map.of("OpaqueData", "x".repeat(16_384)), "together 16384 bytes");
        var many = new HashMap<String, String>();
        for (int i = 0; i < 101; i++) {
            many.put("a" + i, "v");
        }
        refused(many, "A topic may have 100 attributes");
    }

    @Test
    void a_user_comes_with_a_password() {
        refused(Map.of("user-name", "u"), "user-name and password belong together");
        refused(Map.of("password", "p"), "user-name and password belong together");
        assertThat(topic(Map.of("user-name", "u", "password", "p")).attributes()).hasSize(2);
    }

    @Test
    void one_attribute_is_changed_and_the_others_stay() {
        Topic topic =
                topic(
                        Map.of(
                                "push-endpoint", "http://h",
                                "verify-ssl", "false",
                                "time_to_live", "0",
                                "persistent", "true",
                                "OpaqueData", "o"));
        Topic changed = attributes.changed(topic, "max_retries", "2");
        assertThat(changed.policy().retry().maxRetries()).hasValue(2);
        assertThat(attributes.changed(changed, "max_retries", "None")).isEqualTo(topic);
        assertThat(attributes.changed(topic, "persistent", "false").persistent()).isFalse();
        assertThat(attributes.changed(topic, "push-endpoint", "").target()).isEmpty();
        assertThat(attributes.changed(topic, "OpaqueData", "n").opaqueData()).isEqualTo("n");
        assertThatThrownBy(() -> attributes.changed(topic, "time_to_live", "x"))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void options_set_before_the_address_are_there_when_it_comes() {
        Topic bare = topic(Map.of("verify-ssl", "false"));
        assertThat(attributes.changed(bare, "push-endpoint", "https://h").target())
                .map(Target::options)
                .contains(Map.of("verify-ssl", "false"));
    }

    @Test
    void user_and_password_can_be_set_one_after_the_other() {
        Topic user = attributes.changed(topic(Map.of()), "user-name", "u");
        assertThat(attributes.changed(user, "password", "p").attributes()).hasSize(2);
    }

    @Test
    void secrets_are_known_and_masked() {
        var secret =
                Map.of(
                        "push-endpoint", "https://u:geheim@h/x",
                        "user-name", "u",
                        "password", "geheim",
                        "ssl-key-password", "geheim");
        secret.forEach(
                (name, value) -> assertThat(attributes.secrets().in(Map.of(name, value))).isTrue());
        assertThat(attributes.secrets().in(Map.of("push-endpoint", "https://h/u:p@x"))).isFalse();
        assertThat(attributes.secrets().in(topic(secret))).isTrue();
        assertThat(attributes.secrets().masked(secret).toString())
                .doesNotContain("geheim")
                .contains("push-endpoint=https://u:***@h/x");
        assertThat(topic(secret).toString()).doesNotContain("geheim");
    }

    private static Optional<String> objection(Target target) {
        return KINDS.objection(target)
                .or(() ->
                        target.address().contains("forbidden")
                                ? Optional.of("that host is forbidden: take another")
                                : Optional.empty());
    }

    private Topic topic(Map<String, String> set) {
        return attributes.topic("t", "owner", set);
    }

    private void refused(Map<String, String> set, String message) {
        assertThatThrownBy(() -> topic(set))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(message);
    }
}
