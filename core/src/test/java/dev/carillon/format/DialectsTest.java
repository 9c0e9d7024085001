package dev.carillon.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.EndOfPatience;
import dev.carillon.rule.Recipient.RuleAddress;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;
import dev.carillon.rule.TopicRef;
import dev.carillon.signature.B2Signature;
import dev.carillon.signature.Secret;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

class DialectsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T03:48:44Z");

    private final Dialects dialects = Dialects.standard("eu");

    @ParameterizedTest
    @CsvSource({
        "cloudevents=false, s3",
        "cloudevents=true, s3-cloudevents",
        "cloudevents=yes, s3-cloudevents",
        "cloudevents=spec, s3-cloudevents-binary",
        "cloudevents=spec cloudevents-mode=binary, s3-cloudevents-binary",
        "cloudevents=spec cloudevents-mode=structured, s3-cloudevents-structured",
        "cloudevents=spec cloudevents-mode=structured max-batch=1, s3-cloudevents-structured",
        "cloudevents=spec cloudevents-mode=structured max-batch=9, s3-cloudevents-batched",
        "cloudevents=nonsense, s3"
    })
    void the_attributes_choose_the_dialect(String attributes, String name) {
        var set = new TreeMap<String, String>();
        for (String one : attributes.split(" ", -1)) {
            set.put(one.split("=", -1)[0], one.split("=", -1)[1]);
        }
        DialectName dialect = topic(set).dialect();
        assertThat(dialect).isEqualTo(new DialectName(name));
        assertThat(dialects.get(dialect).name()).isEqualTo(dialect);
    }

    @Test
    void b2_signs_the_body_with_the_targets_secret() {
        Dialect b2 = dialects.get(DialectName.B2);
        Message message = b2.format().write(Events.put(), "rule", "");
        Secret secret = Secret.of("a secret");
        Message signed = b2.signer(target(Optional.of(secret))).signed(message);
        assertThat(signed.headers())
                .containsAllEntriesOf(message.headers())
                .containsEntry(B2Signature.HEADER, B2Signature.of(secret, message.body()));
        assertThat(b2.signer(target(Optional.empty())).signed(message)).isEqualTo(message);
    }

    @Test
    void s3_signs_with_attributes_only() {
        Dialect s3 = dialects.get(DialectName.S3);
        Message message = s3.format().write(Events.put(), "rule", "");
        assertThat(s3.signer(target(Optional.of(Secret.of("x")))).signed(message))
                .isEqualTo(message);
    }

    @Test
    void the_test_of_s3_names_the_topic() {
        Message test = dialects.get(DialectName.S3).test(topic(Map.of()), NOW, random());
        assertThat(text(test)).contains("s3:TestEvent").contains("\"t\"");
        assertThat(test.headers().get("webhook-id")).startsWith("test-");
    }

    @Test
    void the_test_of_a_cloud_events_topic_has_its_form() {
        Message ceph = testOf(DialectName.S3_CLOUD_EVENTS);
        assertThat(ceph.headers())
                .containsEntry("ce-type", "com.amazonaws.s3:TestEvent")
                .containsEntry("ce-source", "carillon:topic.t")
                .containsEntry("ce-specversion", "1.0")
                .containsEntry("x-carillon-test", "true");
        assertThat(ceph.headers().get("ce-id")).isEqualTo(ceph.headers().get("webhook-id"));
        assertThat(text(ceph)).startsWith("{\"Service\"");

        Message binary = testOf(DialectName.S3_CLOUD_EVENTS_BINARY);
        assertThat(binary.cloudEvent())
                .containsOnlyKeys("specversion", "id", "source", "type", "time", "subject");
        assertThat(text(binary)).isEqualTo(text(ceph));

        Message structured = testOf(DialectName.S3_CLOUD_EVENTS_STRUCTURED);
        assertThat(structured.contentType()).isEqualTo("application/cloudevents+json");
        assertThat(structured.headers()).containsEntry("x-carillon-test", "true");
        JsonNode document = JsonMapper.shared().readTree(structured.body());
        assertThat(document.path("type").asString()).isEqualTo("com.amazonaws.s3:TestEvent");
        assertThat(document.path("time").asString()).isEqualTo("2026-11-22T03:48:44.000000Z");
        assertThat(document.path("data").path("Topic").asString()).isEqualTo("t");

        Message batched = testOf(DialectName.S3_CLOUD_EVENTS_BATCHED);
        assertThat(batched.contentType()).isEqualTo("application/cloudevents-batch+json");
        assertThat(text(batched)).isEqualTo("[" + text(structured) + "]");
    }

    private Message testOf(DialectName name) {
        return dialects.get(name).test(topic(Map.of()), NOW, random());
    }

    @Test
    void the_test_of_b2_names_bucket_and_rule_and_is_for_a_rule_only() {
        Dialect b2 = dialects.get(DialectName.B2);
        var address = new RuleAddress("000000000000000b", "files", "the-rule");
        var rule = Topic.ofRule(address, "owner", DialectName.B2, target(Optional.empty()), 1);
        assertThat(text(b2.test(rule, NOW, random())))
                .contains("\"bucketId\": \"000000000000000bca411111\"")
                .contains("\"bucketName\": \"files\"")
                .contains("\"matchedRuleName\": \"the-rule\"");
        Topic topic = topic(Map.of());
        assertThatThrownBy(() -> b2.test(topic, NOW, random()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("topic t");
    }

    @Test
    void only_rules_of_b2_are_suspended_and_after_the_patience_they_were_given() {
        assertThat(dialects.defaults(DialectName.S3)).isEqualTo(DeliveryPolicy.defaults());
        assertThat(dialects.defaults(DialectName.S3_CLOUD_EVENTS).end())
                .isEqualTo(EndOfPatience.GIVE_UP);
        DeliveryPolicy b2 = new B2Dialect(Duration.ofHours(2)).defaults();
        assertThat(b2.end()).isEqualTo(EndOfPatience.SUSPEND_RULE);
        assertThat(b2.retry().timeToLive()).contains(Duration.ofHours(2));
    }

    private static SplittableRandom random() {
        return new SplittableRandom(1);
    }

    private static Topic topic(Map<String, String> attributes) {
        return Topic.named(TopicRef.of("t"), "owner", Optional.empty(), true, "", attributes);
    }

    private static Target target(Optional<Secret> secret) {
        return new Target("http://h/", Map.of(), List.of(), secret);
    }

    private static String text(Message message) {
        return new String(message.body(), StandardCharsets.UTF_8);
    }
}
