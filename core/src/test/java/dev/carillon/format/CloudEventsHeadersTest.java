package dev.carillon.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.event.ObjectEvent;
import dev.carillon.rule.Target;

import org.junit.jupiter.api.Test;

import java.util.Map;

class CloudEventsHeadersTest {
    private final TopicFormats formats = new TopicFormats("eu");

    @Test
    void a_topic_that_asks_gets_the_headers_beside_the_same_body() {
        ObjectEvent event = Events.put();
        Message plain = formats.of(target("false")).write(event, "n1", "o");
        Message asked = formats.of(target("true")).write(event, "n1", "o");
        assertThat(plain.headers()).isEmpty();
        assertThat(asked.body()).isEqualTo(plain.body());
        assertThat(asked.contentType()).isEqualTo("application/json");
        assertThat(asked.headers())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "ce-specversion", "1.0",
                                "ce-type", "com.amazonaws.ObjectCreated:Put",
                                "ce-time", "2026-11-22T03:48:44.884674Z",
                                "ce-id", event.id() + ".n1",
                                "ce-source", "ceph:s3.eu.golden-bucket",
                                "ce-subject", "img/a.jpg"));
    }

    @Test
    void a_topic_that_says_nothing_gets_none() {
        Format format = formats.of(new Target("http://example.com", Map.of()));
        assertThat(format.write(Events.put(), "n1", "").headers()).isEmpty();
    }

    @Test
    void where_ceph_is_copied_the_id_is_that_of_the_request_and_its_host() {
        ObjectEvent event = Events.put();
        var origin = event.change().origin();
        Format format = new TopicFormats("eu", true).of(target("true"));
        assertThat(format.write(event, "n1", "").headers())
                .containsEntry("ce-id", origin.requestId() + "." + origin.host());
    }

    @Test
    void two_rules_never_share_an_id() {
        Format format = formats.of(target("true"));
        assertThat(format.write(Events.put(), "a", "").headers().get("ce-id"))
                .isNotEqualTo(format.write(Events.put(), "b", "").headers().get("ce-id"));
    }

    @Test
    void what_a_header_cannot_carry_is_percent_encoded() {
        Format format = formats.of(target("true"));
        assertThat(format.write(Events.named("a b\"%\r\né/€\uD83D\uDE00~!"), "r", "").headers())
                .containsEntry("ce-subject", "a%20b%22%25%0D%0A%C3%A9/%E2%82%AC%F0%9F%98%80~!");
    }

    private static Target target(String cloudEvents) {
        return new Target("http://example.com", Map.of("cloudevents", cloudEvents));
    }
}
